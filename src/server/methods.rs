//! The methods of an address with their handlers, and their names: what [`axum`] keeps to itself, so that tests and
//! the description of the interface can go through every route there is.

use super::router::Shared;
use axum::handler::Handler;
use axum::routing::MethodRouter;

/// Handlers by method.
#[derive(Clone)]
pub(super) struct Methods {
    names: Vec<&'static str>,
    router: MethodRouter<Shared>,
}

macro_rules! begun_by {
    ($($method:ident $name:literal),*) => {$(
        /// Begins with this method.
        pub(super) fn $method<H: Handler<T, Shared>, T: 'static>(handler: H) -> Methods {
            Methods { names: vec![$name], router: axum::routing::$method(handler) }
        }
    )*};
}
begun_by!(get "GET", post "POST", put "PUT", delete "DELETE");

macro_rules! followed_by {
    ($($method:ident $name:literal),*) => {
        impl Methods {$(
            /// Takes this method too.
            pub(super) fn $method<H: Handler<T, Shared>, T: 'static>(mut self, handler: H) -> Self {
                self.names.push($name);
                Self { router: self.router.$method(handler), ..self }
            }
        )*}
    };
}
followed_by!(post "POST", put "PUT", delete "DELETE");

impl Methods {
    /// Takes the methods of another one too.
    pub(super) fn merge(mut self, other: Self) -> Self {
        self.names.extend(other.names);
        Self { router: self.router.merge(other.router), ..self }
    }

    /// Changes what stands around the handlers.
    pub(super) fn around(self, layer: impl FnOnce(MethodRouter<Shared>) -> MethodRouter<Shared>) -> Self {
        Self { router: layer(self.router), ..self }
    }

    /// Returns the names of the methods.
    pub(super) fn names(&self) -> &[&'static str] {
        &self.names
    }

    /// Returns the handlers.
    pub(super) fn into_router(self) -> MethodRouter<Shared> {
        self.router
    }
}
