//! Threads for one kind of work that blocks. What a thread once took for its work the allocator keeps for it, so what takes
//! much must not be done now by one and now by another of the many threads that answer requests.

use std::sync::Arc;
use std::time::Duration;
use tokio::runtime::{Builder, Runtime};

/// How long a thread waits for more to do.
const IDLE: Duration = Duration::from_secs(10);

/// So many threads at most, started when there is something to do; clones are the same ones.
#[derive(Clone)]
pub(super) struct Threads(Arc<Inside>);

struct Inside(Option<Runtime>);

impl Threads {
    /// Makes threads with a name. An error when the system gives none.
    pub(super) fn start(name: &str, most: usize) -> std::io::Result<Self> {
        let mut threads = Builder::new_current_thread();
        threads.thread_name(name).max_blocking_threads(most).thread_keep_alive(IDLE);
        threads.build().map(|runtime| Self(Arc::new(Inside(Some(runtime)))))
    }

    /// Does this when a thread is free. `Err` says that it came to no end.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, String> {
        let Inside(Some(runtime)) = &*self.0 else { return Err("the threads have stopped".to_owned()) };
        runtime.spawn_blocking(work).await.map_err(|stopped| stopped.to_string())
    }
}

impl Drop for Inside {
    fn drop(&mut self) {
        // Waiting for them is not allowed everywhere they can be dropped.
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}
