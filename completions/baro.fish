# Completion of baro for fish. What can stand where the cursor is, baro itself says.

function __baro_complete
    set -l words (commandline --tokenize --cut-at-cursor --current-process)
    set -l typed (commandline --current-token --cut-at-cursor)
    set -l lines (command baro completions "--word=$typed" -- $words[2..] 2>/dev/null)
    switch "$lines[1]"
        case :files
            __fish_complete_path "$typed"
        case :folders
            __fish_complete_directories "$typed"
        case '*'
            string join \n -- $lines
    end
end

complete --command baro --erase
complete --command baro --no-files --keep-order --arguments '(__baro_complete)'
