//! samod: automerge documents in repositories with files, over a pipe.

use std::{
    convert::Infallible,
    path::{Path, PathBuf},
    pin::Pin,
    process::Command,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, bail, ensure};
use automerge::{ObjId, ROOT, ReadDoc as _};
use futures_util::StreamExt as _;
use samod::{
    AcceptorEvent, BackoffConfig, DialError, Dialer, DocHandle, DocumentId, Repo, Transport,
    storage::TokioFilesystemStorage,
};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, DuplexStream, ReadHalf, WriteHalf, split};
use url::Url;

use super::printed;
use fondly_corpus::Entry;

use crate::{
    catching::CatchUps,
    libraries::{Automerge, Library as _},
    outcome::{Attempt, Measure, Outcome},
    process::{memory, watch},
    work::{Rounds, Work},
};

const PIPE_BYTES: usize = 64 << 10;
const PATIENCE: Duration = Duration::from_secs(600);

/// A process of its own, so that its memory is its own.
pub(super) fn measure(work: &Work, dir: &Path) -> Result<Attempt> {
    let mut command = Command::new(std::env::current_exe()?);
    command
        .arg("samod")
        .arg(dir)
        .arg(format!("--entries={}", work.entries));
    command.args(work.rounds.args());
    let used = watch(&mut command, Duration::from_millis(10))?;
    Ok(Attempt::Measured(printed(&used.stdout)?))
}

/// What that process does.
pub fn act(dir: &Path, entries: usize, rounds: Rounds) -> Result<()> {
    let work = Work::new(entries, rounds);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    let outcome = runtime.block_on(sync(dir, &work))?;
    println!("{}", serde_json::to_string(&outcome)?);
    Ok(())
}

async fn sync(dir: &Path, work: &Work) -> Result<Outcome> {
    let mut outcome = Outcome::default();
    let (here, there) = (dir.join("here"), dir.join("there"));
    let mut journal = Automerge::new(fondly_corpus::Author::Ana)?;
    work.journal
        .iter()
        .try_for_each(|entry| journal.write(entry))?;
    let repo = repository(&here).await;
    let document = automerge::Automerge::load(&journal.save()?)?;
    let id = repo.create(document).await?.document_id().clone();
    repo.stop().await;
    let (first, ms) = meet(&here, &there, &id, &[]).await?;
    outcome.set(Measure::FirstSync, ms);
    outcome.set(Measure::FirstSyncTexts, first / work.text_bytes());
    outcome.set(
        Measure::FirstSyncMemory,
        memory(std::process::id()).context("its own memory")?,
    );
    outcome.set(
        Measure::Disk,
        crate::work::disk_bytes(&here)? / work.text_bytes(),
    );
    let mut met = CatchUps::default();
    for news in &work.tens {
        met.ten(news, meet(&here, &there, &id, news).await?);
        met.nothing_new(meet(&here, &there, &id, &[]).await?);
    }
    for news in &work.thousands {
        met.thousand(news, meet(&here, &there, &id, news).await?);
    }
    met.into_outcome(&mut outcome);
    Ok(outcome)
}

async fn repository(dir: &Path) -> Repo {
    let storage = TokioFilesystemStorage::new(PathBuf::from(dir));
    Repo::build_tokio().with_storage(storage).load().await
}

/// Both start, one writes the news, they meet: bytes and milliseconds from the dial until the other
/// has everything and has said so.
async fn meet(here: &Path, there: &Path, id: &DocumentId, news: &[Entry]) -> Result<(f64, f64)> {
    let first = !there.exists();
    let (holder, asker) = (repository(here).await, repository(there).await);
    let source = holder
        .find(id.clone())
        .await?
        .context("the journal is here")?;
    // Whoever asks while nobody is there is told so, and not asked again by who comes.
    let held = if first {
        None
    } else {
        asker.find(id.clone()).await?
    };
    if !news.is_empty() {
        write(&source, news)?;
    }
    let (near, far, counted) = pipe();
    let url = Url::parse("pipe://journal")?;
    let acceptor = holder.make_acceptor(url.clone())?;
    let mut comings = acceptor.events();
    let began = Instant::now();
    let dialled = asker.dial(BackoffConfig::default(), Arc::new(Pipe::new(url, near)))?;
    acceptor.accept_tokio_io(far)?;
    let waiting = async {
        let met = dialled.established().await;
        ensure!(met.is_ok(), "they did not meet");
        let copy = match held {
            Some(copy) => copy,
            None => asker.find(id.clone()).await?.context("the other has it")?,
        };
        copy.we_have_their_changes(dialled.connection_id().context("a connection")?)
            .await;
        let Some(AcceptorEvent::ClientConnected { connection_id, .. }) = comings.next().await
        else {
            bail!("nobody came");
        };
        source.they_have_our_changes(connection_id).await;
        let (ours, theirs) = (heads(&source), heads(&copy));
        ensure!(ours == theirs, "they hold the same");
        anyhow::Ok(())
    };
    tokio::time::timeout(PATIENCE, waiting).await??;
    let ms = began.elapsed().as_secs_f64() * 1000.0;
    holder.stop().await;
    asker.stop().await;
    Ok((counted.load(Ordering::SeqCst) as f64, ms))
}

fn heads(document: &DocHandle) -> Vec<automerge::ChangeHash> {
    document.with_document(|document| document.get_heads())
}

fn write(document: &DocHandle, news: &[Entry]) -> Result<()> {
    document.with_document(|document| {
        let (_, entries): (_, ObjId) = document.get(ROOT, "entries")?.context("a map")?;
        for entry in news {
            let mut change = document.transaction();
            Automerge::put(&mut change, &entries, entry)?;
            change.commit();
        }
        Ok(())
    })
}

/// Two ends, and the bytes that went either way between them.
fn pipe() -> (DuplexStream, DuplexStream, Arc<AtomicU64>) {
    let (near, near_middle) = tokio::io::duplex(PIPE_BYTES);
    let (far_middle, far) = tokio::io::duplex(PIPE_BYTES);
    let counted = Arc::new(AtomicU64::new(0));
    let (near_read, near_write) = split(near_middle);
    let (far_read, far_write) = split(far_middle);
    tokio::spawn(pass(near_read, far_write, Arc::clone(&counted)));
    tokio::spawn(pass(far_read, near_write, Arc::clone(&counted)));
    (near, far, counted)
}

async fn pass(
    mut from: ReadHalf<DuplexStream>,
    mut to: WriteHalf<DuplexStream>,
    counted: Arc<AtomicU64>,
) -> std::io::Result<()> {
    let mut buffer = vec![0; PIPE_BYTES];
    loop {
        let read = from.read(&mut buffer).await?;
        if read == 0 {
            return to.shutdown().await;
        }
        counted.fetch_add(read as u64, Ordering::SeqCst);
        to.write_all(&buffer[..read]).await?;
    }
}

/// Dials once, through a pipe.
struct Pipe {
    url: Url,
    end: Mutex<Option<DuplexStream>>,
}

impl Pipe {
    const fn new(url: Url, end: DuplexStream) -> Self {
        Self {
            url,
            end: Mutex::new(Some(end)),
        }
    }
}

type Connecting =
    Pin<Box<dyn Future<Output = Result<Transport, DialError<Infallible>>> + Send + 'static>>;

impl Dialer for Pipe {
    type Error = Infallible;

    fn url(&self) -> Url {
        self.url.clone()
    }

    fn connect(&self) -> Connecting {
        let end = self.end.lock().ok().and_then(|mut end| end.take());
        Box::pin(async move {
            let gone = || DialError::transient(std::io::Error::other("the pipe was used"));
            end.map(Transport::from_tokio_io).ok_or_else(gone)
        })
    }
}
