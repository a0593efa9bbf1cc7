//! JSON bodies of each dialect and their conversion to and from `domain`.
