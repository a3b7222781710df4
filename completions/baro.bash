# Completion of baro for bash. What can stand where the cursor is, baro itself says.

_baro() {
    # bash cuts words at `:`, `=` and `@`, which stand in names of models: what was typed without a blank is put together.
    local line=${COMP_LINE:0:COMP_POINT} part rest value about before='' n=0 i
    local -a words=()
    for ((i = 0; i <= COMP_CWORD; i++)); do
        part=${COMP_WORDS[i]}
        rest=${line#"${line%%[![:space:]]*}"}
        if ((i == COMP_CWORD)); then part=$rest; fi
        if ((n > 0)) && [[ $rest == "$line" && -n $rest ]]; then
            words[n - 1]+=$part
        else
            words[n++]=$part
        fi
        line=${rest#"$part"}
    done
    local typed=${words[n - 1]}
    local quote=''
    case $typed in [\'\"]*) quote=${typed:0:1} ;; esac
    words=("${words[@]//[\\\"\']/}")

    # What bash takes for done already is not to be repeated; an `@` belongs to what follows it.
    if [[ $typed == *[:=@]* && -z $quote ]]; then
        for ((i = ${#typed} - 1; i >= 0; i--)); do
            if [[ ${typed:i:1} == [:=@] && $COMP_WORDBREAKS == *"${typed:i:1}"* ]]; then
                before=${typed:0:i+1}
                before=${before%@}
                break
            fi
        done
    fi

    COMPREPLY=()
    while IFS=$'\t' read -r value about; do
        case $value in
        :files) compopt -o default 2>/dev/null ;;
        :folders) compopt -o dirnames 2>/dev/null ;;
        *)
            value=${value#"$before"}
            # Only what has blanks or signs of the shell's in it is quoted.
            if [[ -z $quote && $value == *[[:space:]\;\&\|\<\>\(\)\$\`\\\"\'*?\[\]!#~]* ]]; then printf -v value '%q' "$value"; fi
            COMPREPLY+=("$value")
            ;;
        esac
    done < <(command baro completions --word="${words[n - 1]}" -- "${words[@]:1:n-2}" 2>/dev/null)
}

complete -o nosort -F _baro baro 2>/dev/null || complete -F _baro baro
