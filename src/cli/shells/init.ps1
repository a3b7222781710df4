# baro in PowerShell. Alt-j sends the line as it stands, put into quotes: no `@q`, backtick, `$`, `'` or `;` of it means
# anything to the shell. On an empty line it starts baro. What is piped to a program is UTF-8 from here on:
# PowerShell 5 would turn each Korean letter into `?`.

$global:OutputEncoding = [System.Text.UTF8Encoding]::new($false)
# Where no console is (ISE, a remote session), there is nothing to set.
try { [Console]::OutputEncoding = [System.Text.UTF8Encoding]::new($false) } catch { }

if (Get-Command -Name Set-PSReadLineKeyHandler -ErrorAction Ignore) {
    Set-PSReadLineKeyHandler -Chord 'Alt+j' -BriefDescription 'BaroSend' -Description 'Send the line to baro' -ScriptBlock {
        $line = $null
        $cursor = $null
        [Microsoft.PowerShell.PSConsoleReadLine]::GetBufferState([ref]$line, [ref]$cursor)
        $line = $line.Trim()
        # Until 7.3, and where the user wants it so, a quotation mark inside an argument, and backslashes before the one
        # that the shell puts behind it, have to be escaped for the program.
        $quoted = {
            param($text)
            if ((Get-Variable -Name PSNativeCommandArgumentPassing -ValueOnly -ErrorAction Ignore) -in $null, 'Legacy') {
                $text = $text -replace '(\\*)"', '$1$1\"'
                if ($text -match '\s') { $text = $text -replace '(\\+)$', '$1$1' }
            }
            # The shell takes typographic quotation marks for its own, too.
            "'" + [System.Management.Automation.Language.CodeGeneration]::EscapeSingleQuotedStringContent($text) + "'"
        }
        if ($line -in '', 'baro') {
            $command = 'baro'
        } elseif ($line -match '^baro\s') {
            # What stands behind the program's name is words as ever, flags among them; baro reads them itself.
            $command = 'baro --typed-in powershell ' + (& $quoted $line)
        } else {
            $command = 'baro ask "--" ' + (& $quoted $line)
        }
        [Microsoft.PowerShell.PSConsoleReadLine]::RevertLine()
        [Microsoft.PowerShell.PSConsoleReadLine]::Insert($command)
        [Microsoft.PowerShell.PSConsoleReadLine]::AcceptLine()
    }
}
