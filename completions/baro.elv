# Completion of baro for Elvish. What can stand where the cursor is, baro itself says.

use str

set edit:completion:arg-completer[baro] = {|@words|
    var typed = $words[-1]
    var lines = [(e:baro completions --word=$typed -- (all $words[1..-1]) 2>/dev/null | from-lines)]
    if (and (> (count $lines) 0) (has-value [:files :folders] $lines[0])) {
        edit:complete-filename $@words
    } else {
        for line $lines {
            var value about = (str:split &max=2 "\t" $line)
            if (eq $about '') {
                put $value
            } else {
                edit:complex-candidate $value &display=$value'  '$about
            }
        }
    }
}
