//! Requests that need the wiki at once: they are answered later, by a task.

use crate::admin::Admin;
use crate::admin::access::Answer;
use crate::admin::personal::{Input, Request};
use crate::domain::OpId;
use crate::report::Report;
use crate::sync;
use crate::tui::effect::{OnlineAnswer, OnlineRequest};
use crate::tui::message::{Data, Message};
use std::sync::Arc;

/// Tells whether [`answer`] takes a request.
pub(super) fn knows(request: &OnlineRequest) -> bool {
    matches!(request, OnlineRequest::PurgePage(_) | OnlineRequest::Personal(_) | OnlineRequest::Access(_))
}

/// Tells whether [`history`] takes a request.
pub(super) fn is_history(request: &OnlineRequest) -> bool {
    matches!(request, OnlineRequest::Versions(_) | OnlineRequest::VersionBody(..))
}

/// Fetches versions of a page, or the body of one; `None` for any other request.
pub(super) async fn history(sync: &sync::Handle, request: OnlineRequest) -> Option<Data> {
    Some(match request {
        OnlineRequest::VersionBody(page, number) => {
            let body = sync.version_body(&page, number).await.map_err(|error| error.to_string());
            Data::VersionBody(page, number, body)
        }
        OnlineRequest::Versions(page) => {
            let versions = sync.versions(&page).await.map_err(|error| error.to_string());
            Data::Versions(page, versions)
        }
        OnlineRequest::PurgePage(_) | OnlineRequest::Personal(_) | OnlineRequest::Access(_) => return None,
    })
}

/// Carries a request out.
pub(super) async fn answer(admin: &Admin, request: OnlineRequest) -> Message {
    match request {
        OnlineRequest::PurgePage(page) => match admin.purge_page(OpId::fresh(), &page).await {
            Ok(()) => online(OnlineAnswer::Purged(page)),
            Err(error) => Message::Failed(Report::refused(error.to_string()).hinted("nothing was removed")),
        },
        OnlineRequest::Personal(request) => match admin.answer(&request).await {
            Some(input) => online(OnlineAnswer::Personal(Box::new(input))),
            None => offline(*request),
        },
        OnlineRequest::Access(request) => access(admin.answer_access(*request).await),
        OnlineRequest::Versions(_) | OnlineRequest::VersionBody(..) => {
            Message::Failed(Report::refused("the history is asked for elsewhere"))
        }
    }
}

/// Answers a step of the guided flow where there is no wiki to ask.
pub(super) fn offline(request: Request) -> Message {
    online(OnlineAnswer::Personal(Box::new(Input::unreachable(OpId::fresh(), &request))))
}

/// Makes the answer to a question about access a message.
pub(super) fn access(answer: Answer) -> Message {
    online(OnlineAnswer::Access(Box::new(answer)))
}

fn online(answer: OnlineAnswer) -> Message {
    Message::Data(Data::Online(Arc::new(answer)))
}
