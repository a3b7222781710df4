# baro in Nushell. Alt-j sends the line as it stands: no quote, `$`, `(` or `;` of it means anything to the shell, and
# nothing of it goes into the history. On an empty line it starts baro. A line that could not be answered stays.

def baro-send [] {
    let line = (commandline)
    commandline edit --replace ""
    # The cursor stands behind the line yet.
    print ""
    try { ^baro --typed-in nushell $line } catch { commandline edit --replace $line }
}

$env.config.keybindings = ($env.config.keybindings | where name? != "baro_send" | append {
    name: "baro_send"
    modifier: "alt"
    keycode: "char_j"
    mode: ["emacs" "vi_insert" "vi_normal"]
    event: { send: "executehostcommand", cmd: "baro-send" }
})
