//! The composition root: settings become an engine. The only place that reads the clock.

use std::borrow::Cow;

use jiff::tz::TimeZone;
use jiff::{Span, Timestamp, ZonedDateTime};

use crate::config::{self, Environment, Settings};
use crate::domain::UnixMillis;
use crate::engine::{Clock, Engine};
use crate::provider::{Exceptions, Http, HttpOptions, NamedProxy, Proxies};

/// Puts an engine together.
#[must_use]
pub fn engine(settings: Settings, environment: Environment) -> Engine {
    let options = HttpOptions {
        timeouts: settings.timeouts,
        ca_file: settings.tls.ca_file.clone(),
        proxies: proxies(&settings, &environment),
        now,
    };
    Engine::new(settings, environment, clock(), Http::new(options))
}

/// The settings' own proxy for everything, else what the environment names.
fn proxies(settings: &Settings, environment: &Environment) -> Proxies {
    let exceptions =
        config::no_proxy_list(environment).map_or_else(Exceptions::default, |list| Exceptions::of_variable(&list));
    if let Some(proxy) = settings.proxy.as_deref() {
        return Proxies::of_settings(proxy).but_for(exceptions);
    }
    let of_variable = |(variable, value): (_, Cow<'_, str>)| NamedProxy::of_variable(variable, &value);
    Proxies {
        https: config::proxy_variable(environment).map(of_variable),
        http: config::plain_proxy_variable(environment).map(of_variable),
        exceptions,
    }
}

/// The system's clock, in the local time zone.
#[must_use]
pub const fn clock() -> Clock {
    Clock { now, day_start, week_start, month_start, day_name }
}

/// The time now.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "the composition root is where the clock is read")]
pub fn now() -> UnixMillis {
    UnixMillis(Timestamp::now().as_millisecond())
}

/// A time on the local clock, `2026-11-24 09:05`.
#[must_use]
pub fn local_minute(at: UnixMillis) -> String {
    zoned(at).strftime("%Y-%m-%d %H:%M").to_string()
}

fn zoned(at: UnixMillis) -> ZonedDateTime {
    Timestamp::from_millisecond(at.0).unwrap_or(Timestamp::UNIX_EPOCH).to_zoned_datetime(TimeZone::system())
}

fn day_start(at: UnixMillis) -> UnixMillis {
    zoned(at).start_of_day().map_or(at, |start| UnixMillis(start.timestamp().as_millisecond()))
}

fn week_start(at: UnixMillis) -> UnixMillis {
    let now = zoned(at);
    let n_days = i64::from(now.weekday().to_monday_zero_offset());
    let monday = now.checked_sub(Span::new().days(n_days)).and_then(|monday| monday.start_of_day());
    monday.map_or(at, |start| UnixMillis(start.timestamp().as_millisecond()))
}

fn month_start(at: UnixMillis) -> UnixMillis {
    let first = zoned(at).first_of_month().and_then(|first| first.start_of_day());
    first.map_or(at, |start| UnixMillis(start.timestamp().as_millisecond()))
}

fn day_name(at: UnixMillis) -> String {
    zoned(at).date().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_begins_at_its_own_midnight_a_week_on_monday_and_a_month_with_its_first_day() {
        let at = now();
        let (day, month) = (day_start(at), month_start(at));
        assert!(month <= day && day <= at, "{month:?} {day:?} {at:?}");
        assert_eq!(day_name(day), day_name(at));
        assert_ne!(day_name(day.plus_ms(-1)), day_name(at));
        let week = week_start(at);
        assert_eq!(zoned(week).weekday(), jiff::civil::Weekday::Monday);
        assert!(week <= day && local_minute(week).ends_with("00:00"), "{}", local_minute(week));
        assert_eq!(week_start(week), week);
        assert!(week_start(week.plus_ms(-1)) < week && week_start(week.plus_ms(6 * 86_400_000)) == week);
        assert!(day_name(month).ends_with("-01"));
        assert!(local_minute(day).ends_with("00:00"), "{}", local_minute(day));
    }
}
