# baro in zsh. `baro 왜 안돼?` works without quotes: `?`, `*` and `[` are left alone; behind `-f` baro reads them itself. Alt-j (Alt-ㅓ with the Korean keyboard)
# sends the line as it stands: no quote, `!` or backtick of it means anything to the shell, and nothing of it goes into
# the history. On an empty line it starts baro. A line that could not be answered stays.
# For another key:  bindkey '^[i' baro-send

(( ${+aliases[baro]} )) || alias baro='noglob baro'

__baro_send() {
    emulate -L zsh
    local modes
    zle -I
    # The line editor's terminal is not one for programs.
    modes=$(stty -g </dev/tty) && stty sane </dev/tty
    if command baro --typed-in zsh "$BUFFER" </dev/tty; then
        BUFFER=
    fi
    stty "$modes" </dev/tty
}

if [[ -o zle ]]; then
    zle -N baro-send __baro_send
    () {
        local map
        for map in emacs viins vicmd; do
            bindkey -M $map '^[j' baro-send
            bindkey -M $map '^[ㅓ' baro-send
        done
    }
fi
