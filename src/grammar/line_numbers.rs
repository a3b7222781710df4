//! Numbers of lines behind a path, as compilers and editors write them: `src/main.rs:2:14`, `src/main.rs#L2-L9`.

/// Letters of the line number with which a path ends: `:2`, `:2:14`, `:2-9`, `#L2`, `#L2-L9`.
pub(super) fn n_letters_at_end(path: &[char]) -> usize {
    let mut starts = path.iter().enumerate().filter(|(_, letter)| matches!(letter, ':' | '#')).map(|(at, _)| at);
    let found = starts.find(|at| n_letters_behind(&path[*at..]) == path.len() - at);
    found.map_or(0, |at| path.len() - at)
}

/// Letters of the line number with which something behind a path begins.
pub(super) fn n_letters_behind(rest: &[char]) -> usize {
    let digits = |from: usize| rest[from..].iter().take_while(|it| it.is_ascii_digit()).count();
    let is_at = |at: usize, marks: &[char]| rest.get(at).is_some_and(|letter| marks.contains(letter));
    let (mut to, joints, opens_number): (usize, &[char], &dyn Fn(usize) -> usize) = match rest {
        [':', ..] => (1, &[':', '-'], &|at| at),
        // Letters are read in lower case.
        ['#', 'l' | 'L', ..] => (2, &['-'], &|at| at + usize::from(is_at(at, &['l', 'L']))),
        _ => return 0,
    };
    match digits(to) {
        0 => return 0,
        n => to += n,
    }
    while is_at(to, joints) {
        let number = opens_number(to + 1);
        match digits(number.min(rest.len())) {
            0 => break,
            n => to = number + n,
        }
    }
    to
}
