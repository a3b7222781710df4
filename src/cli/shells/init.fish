# baro in fish. Alt-j (Alt-ㅓ with the Korean keyboard) sends the line as it stands: no quote, `?`, `*` or `(` of it means
# anything to the shell, and nothing of it goes into the history. On an empty line it starts baro. A line that could not
# be answered stays. For another key:  bind \ei __baro_send

function __baro_send
    set -l line (commandline --current-buffer | string collect)
    # fish goes up again by the rows that prompt and line took above the cursor: what the answer leaves there would be lost.
    set -l prompt (fish_prompt)
    set -l typed (commandline --cut-at-cursor)
    set -l width (string length --visible -- "$prompt[-1]$typed[-1]")
    set -l above (math "floor($width / $COLUMNS) + $(count $prompt) + $(count $typed) - 2")
    printf '\n'
    # The line editor's terminal is not one for programs.
    set -l modes (stty -g)
    stty sane
    if command baro --typed-in fish "$line"
        commandline --replace ''
    end
    stty $modes
    if test "$above" -gt 0
        printf '\n%.0s' (seq $above)
    end
    commandline --function repaint
end

if status is-interactive
    for mode in default insert
        bind --mode $mode \ej __baro_send
        bind --mode $mode \eㅓ __baro_send
    end
end
