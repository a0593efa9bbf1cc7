//! Files, environment and flags become a [`Config`]; the folders and the account come from the system.
//!
//! Layers, the later one wins: defaults, `config.toml`, `TILDR_…` variables, flags. Key bindings are not
//! here: this module only says where their file is.

mod account;
mod load;
mod login;
mod paths;
mod private;
mod settings;
mod zone;

pub use account::{SystemAccount, owner_of_home};
pub use load::{ConfigError, Problem, load};
pub use login::{Login, LoginError};
pub use paths::{DEFAULT_PROFILE, Paths, PathsError};
pub use private::{create_private_dir, write_private};
pub use settings::{AccountSettings, Colours, Config, DayStart, EditSettings, Editor, JotSettings, Pictures};
pub use zone::{clock, now, zone};
