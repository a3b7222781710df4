//! Chooses a route for a prompt.
