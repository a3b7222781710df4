# Completion of baro for PowerShell. What can stand where the cursor is, baro itself says.

Register-ArgumentCompleter -Native -CommandName 'baro' -ScriptBlock {
    param($typed, $commandAst, $cursor)
    $program = Get-Command -Name baro -CommandType Application -ErrorAction Ignore | Select-Object -First 1
    if (-not $program) { return }
    $words = @($commandAst.CommandElements | Select-Object -Skip 1 |
        Where-Object { $_.Extent.EndOffset -lt $cursor } |
        ForEach-Object { if ($_ -is [System.Management.Automation.Language.StringConstantExpressionAst]) { $_.Value } else { $_.Extent.Text } })
    $typed = $typed.Trim('"', "'")
    # Typographic quotation marks are quotation marks here, too.
    $escape = [System.Management.Automation.Language.CodeGeneration]
    # What baro prints is UTF-8, whatever the console's own encoding is.
    $encoding = [Console]::OutputEncoding
    try { [Console]::OutputEncoding = [System.Text.UTF8Encoding]::new($false) } catch { }
    try { $lines = @(& $program.Source completions "--word=$typed" '--' @words 2>$null) }
    finally { try { [Console]::OutputEncoding = $encoding } catch { } }
    foreach ($line in $lines) {
        # Nothing at all means names of files.
        if ($line -in ':files', ':folders') { return }
        $value, $about = $line -split "`t", 2
        if (-not $about) { $about = $value }
        $written = if ($value -match '^[\w./:=-]+$') { $value } else { "'" + $escape::EscapeSingleQuotedStringContent($value) + "'" }
        [System.Management.Automation.CompletionResult]::new($written, $value, 'ParameterValue', $about)
    }
}
