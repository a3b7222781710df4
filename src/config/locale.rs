//! The language that the system is set to.

use crate::domain::Lang;

use super::environment::Environment;
use super::platform;

/// The language in which something is said before there are settings: `BARO_LANGUAGE`, else the system's.
#[must_use]
pub fn language_before_settings(environment: &Environment) -> Lang {
    match environment.get("BARO_LANGUAGE") {
        Some("ko") => Lang::Ko,
        Some("en") => Lang::En,
        _ => language(environment),
    }
}

/// The language of the first of `LC_ALL`, `LC_MESSAGES`, `LANG` that is set, else of the system: Korean, or
/// English for everything else.
#[must_use]
pub fn language(environment: &Environment) -> Lang {
    let named = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().find_map(|name| environment.get(name));
    match named {
        Some(locale) => of_locale(locale),
        None => environment.system_locale().map_or(Lang::En, |locale| of_locale(&locale)),
    }
}

/// Whether the system has the data of a locale that is set: without them, programs fall back to plain ASCII. `None`: this
/// system keeps none that can be looked for, or the name is one that needs none.
#[must_use]
pub fn is_generated(name: &str) -> Option<bool> {
    let is_built_in = matches!(name, "C" | "POSIX") || name.starts_with("C.");
    if is_built_in { None } else { platform::has_locale(name) }
}

/// `ko_KR.UTF-8`, `ko-KR`, `Korean_Korea.949`; not `kok_IN`, which is Konkani.
fn of_locale(locale: &str) -> Lang {
    let language = locale.split(|character: char| !character.is_ascii_alphabetic()).next().unwrap_or_default();
    let is_korean = ["ko", "kor", "korean"].iter().any(|name| language.eq_ignore_ascii_case(name));
    if is_korean { Lang::Ko } else { Lang::En }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(pairs: &[(&str, &str)], expected: Lang) {
        assert_eq!(language(&Environment::from_pairs(pairs.iter().copied())), expected, "{pairs:?}");
    }

    #[test]
    fn the_first_variable_that_is_set_decides() {
        check(&[], Lang::En);
        check(&[("LANG", "ko_KR.UTF-8")], Lang::Ko);
        check(&[("LANG", "ko")], Lang::Ko);
        check(&[("LANG", "ko-KR")], Lang::Ko);
        check(&[("LANG", "Korean_Korea.949")], Lang::Ko);
        check(&[("LANG", "kok_IN.UTF-8")], Lang::En);
        check(&[("LANG", "C.UTF-8")], Lang::En);
        check(&[("LANG", "ko_KR.UTF-8"), ("LC_ALL", "C")], Lang::En);
        check(&[("LANG", "en_US.UTF-8"), ("LC_MESSAGES", "ko_KR.UTF-8")], Lang::Ko);
        check(&[("LC_ALL", ""), ("LANG", "ko_KR.UTF-8")], Lang::Ko);
        check(&[("LC_MESSAGES", "en_US.UTF-8"), ("LC_ALL", "ko_KR.eucKR")], Lang::Ko);
    }

    #[test]
    fn before_there_are_settings_the_program_s_own_variable_goes_first() {
        for (own, expected) in [("ko", Lang::Ko), ("en", Lang::En), ("auto", Lang::En), ("fr", Lang::En)] {
            let environment = Environment::from_pairs([("LANG", "en_US.UTF-8"), ("BARO_LANGUAGE", own)]);
            assert_eq!(language_before_settings(&environment), expected, "{own}");
        }
    }
}
