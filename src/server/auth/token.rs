//! The text of tokens: random, told apart from passwords by how it begins, known to the store by its hash alone.

use super::Secret;
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// How the text of every token begins.
const START: &str = "tdp_";

/// Makes the text of a token: 244 random bits.
pub(in crate::server) fn fresh() -> Secret {
    Secret::new(format!("{START}{}{}", Uuid::new_v4().simple(), Uuid::new_v4().simple()))
}

/// Tells whether a password is the text of a token.
pub(super) fn is_one(text: &Secret) -> bool {
    text.reveal().starts_with(START)
}

/// Returns the hash the store keeps. A fast one is enough: nobody guesses 244 bits.
pub(in crate::server) fn digest(text: &Secret) -> String {
    Sha256::digest(text.reveal().as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_differ_and_are_known_as_such() {
        let (one, other) = (fresh(), fresh());
        assert!(is_one(&one) && one != other && digest(&one) != digest(&other));
        assert_eq!(digest(&one).len(), 64);
        assert!(!is_one(&Secret::new("correct horse")));
    }
}
