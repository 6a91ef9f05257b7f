//! Reaching whoever gave a line.

use std::time::Duration;

use fondly_net::{Endpoint, EndpointId, Link, PeerAddress};
use fondly_sync::{PeerFault, invite::Invite};

use crate::{EngineError, clock::now};

const DEADLINE: Duration = Duration::from_secs(8);
/// A line that by this computer's clock is over is tried for so long only: the clock may err.
const DEADLINE_EXPIRED: Duration = Duration::from_secs(3);

/// Dials the endpoint that a line names.
///
/// # Errors
/// `InviterAway`, or `InviteExpired` if by this clock the line is over.
pub(crate) async fn dial(
    endpoint: &Endpoint,
    invite: &Invite,
    alpn: &[u8],
    limit: Duration,
) -> Result<Link, EngineError> {
    let over = now() > invite.expiry;
    let to = PeerAddress {
        id: EndpointId(invite.endpoint),
        addrs: invite.addresses.iter().copied().collect(),
        relay: invite.relay.clone(),
    };
    let deadline = limit.min(if over { DEADLINE_EXPIRED } else { DEADLINE });
    let link = endpoint.connect(&to, alpn, deadline).await;
    link.map_err(|error| {
        tracing::debug!(%error, "could not reach whoever gave the line");
        if over {
            EngineError::InviteExpired
        } else {
            EngineError::InviterAway
        }
    })
}

/// Whoever gave the line closed the link as they do when it was used.
pub(crate) fn used(error: EngineError) -> EngineError {
    match error {
        EngineError::Net(error)
            if error.close_code() == Some(u64::from(PeerFault::Invite.code())) =>
        {
            EngineError::InviteUsed
        }
        error => error,
    }
}
