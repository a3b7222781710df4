# Completion of baro for Nushell. What can stand where the cursor is, baro itself says. Other programs are completed as
# before.

$env.config.completions.external.enable = true
$env.config.completions.external.completer = (do {
    let before = $env.config.completions.external.completer?
    {|spans|
        if ($spans | first) != "baro" {
            return (if $before == null { null } else { do $before $spans })
        }
        let typed = ($spans | last)
        let words = ($spans | skip 1 | drop 1)
        let lines = (^baro completions $"--word=($typed)" -- ...$words | complete | get stdout | lines)
        # Nothing at all means names of files.
        if ($lines | get 0?) in [":files" ":folders"] { return null }
        $lines | each {|line|
            let parts = ($line | split row "\t")
            let value = ($parts | first)
            { value: (if $value =~ '[\s\(\)\[\]{}"`$#;|'']' { $value | to json } else { $value }), description: ($parts | skip 1 | str join " ") }
        }
    }
})
