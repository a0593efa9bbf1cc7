//! What this server is: for our client, and for clients that look for the vendor's.

use super::params::Params;
use crate::server::auth::{Caller, SignedIn};
use crate::server::error::Result;
use crate::server::openapi;
use crate::server::router::Shared;
use crate::wire::datacenter::server::ServerInformation;
use crate::wire::extension::info::InfoBody;
use axum::Json;
use axum::extract::State;
use serde_json::Value;

/// What our client may use beyond the dialect.
const CAPABILITIES: [&str; 9] =
    ["append", "attachments", "changes", "comments", "events", "idempotency", "import", "personal", "spots"];
/// The dialect's version that clients compare: the document the routes were written against.
const DIALECT: &str = "10.0.3";

/// `GET info`.
pub(in crate::server) async fn info(
    State(store): State<Shared>,
    SignedIn(who): SignedIn,
) -> Result<Json<InfoBody>> {
    let site = store.site(&who).await?;
    Ok(Json(InfoBody {
        program: "tildr".to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        epoch: site.epoch,
        me: site.me,
        capabilities: CAPABILITIES.iter().map(|&name| name.to_owned()).collect(),
    }))
}

/// `GET openapi.json`: every route, what it asks for and what it answers.
pub(in crate::server) async fn description(_: Caller) -> Json<Value> {
    Json(openapi::document())
}

/// `GET server-information`.
pub(in crate::server) async fn server_information(_: Caller, params: Params) -> Json<ServerInformation> {
    Json(ServerInformation {
        base_url: params.base().to_owned(),
        version: DIALECT.to_owned(),
        build_number: 10_003,
        server_title: format!("tildr {}", env!("CARGO_PKG_VERSION")),
    })
}

/// `GET accessmode`.
pub(in crate::server) async fn access_mode(_: Caller) -> Json<&'static str> {
    Json("READ_WRITE")
}

/// `GET /rest/applinks/1.0/manifest`: how clients tell what they talk to where there is no `server-information`.
pub(in crate::server) async fn manifest() -> impl axum::response::IntoResponse {
    let xml = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\
         <manifest><name>tildr</name><typeId>confluence</typeId><version>{DIALECT}</version></manifest>"
    );
    ([(axum::http::header::CONTENT_TYPE, "application/xml")], xml)
}
