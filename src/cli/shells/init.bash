# baro in bash. Alt-j (Alt-ㅓ with the Korean keyboard) sends the line as it stands: no quote, `!`, `?` or backtick of it
# means anything to the shell, and nothing of it goes into the history. On an empty line it starts baro. A line that
# could not be answered stays. For another key:  bind -x '"\ei": __baro_send'

__baro_send() {
    local line=$READLINE_LINE modes
    # bash has wiped the prompt and the line from the screen.
    printf '› %s\n' "$line"
    # The line editor's terminal is not one for programs.
    modes=$(stty -g) && stty sane
    if command baro --typed-in bash "$line"; then
        READLINE_LINE='' READLINE_POINT=0
    fi
    stty "$modes"
}

if [[ $- == *i* ]] && ((BASH_VERSINFO[0] > 3)); then
    for __baro_map in emacs-standard vi-insert vi-command; do
        bind -m "$__baro_map" -x '"\ej": __baro_send'
        bind -m "$__baro_map" -x '"\eㅓ": __baro_send'
    done 2>/dev/null
    unset __baro_map
fi
