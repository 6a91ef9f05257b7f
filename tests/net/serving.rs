//! A home that serves, its friend, and what somebody needs to dial it.

use std::{fs, process::Command};

use fondly_crypto::{SigningKey, StoreKey};
use fondly_store::{SpaceKind, Store, StoreError};
use fondly_sync::{DeviceId, invite::Invite};
use fondly_tests::{Person, Process};
use iroh::{EndpointAddr, EndpointId, TransportAddr};

/// What `serve` may hold in memory, whoever calls.
const RESIDENT_KIB_MAX: u64 = 100_000;

/// Ana serves; Sam is her friend.
pub(crate) struct Serving {
    pub(crate) ana: Person,
    pub(crate) sam: Person,
    /// Where Ana's endpoint of their bond is.
    pub(crate) at: EndpointAddr,
    pid: String,
    _serve: Process,
}

impl Serving {
    pub(crate) fn start() -> Self {
        let (ana, sam) = (Person::with_open_key("Ana"), Person::with_open_key("Sam"));
        let invite = ana.invite("Sam", &["--in-person"]);
        sam.json(&["join", &invite.line, "--as", "Ana", "--in-person"]);
        let line = Invite::parse(&invite.line).unwrap();
        invite.joined();

        // The shell says its number and becomes `serve`.
        let serve = ana.command(&["serve", "--json"]);
        let mut shell = Command::new("/bin/sh");
        shell
            .args(["-c", "echo $$; exec \"$@\"", "sh"])
            .arg(serve.get_program())
            .args(serve.get_args())
            .env_clear()
            .envs(serve.get_envs().filter_map(|(k, v)| Some((k, v?))));
        let mut serve = Process::start(&mut shell);
        let pid = serve.line();
        assert!(serve.line().contains("ready"));

        let status = ana.json(&["status"]);
        let addresses = status["net"]["addresses"].as_array().unwrap();
        let addresses = addresses
            .iter()
            .map(|address| TransportAddr::Ip(address.as_str().unwrap().parse().unwrap()));
        let id = EndpointId::from_bytes(&line.endpoint).unwrap();
        let at = EndpointAddr::from_parts(id, addresses);
        Self {
            ana,
            sam,
            at,
            pid,
            _serve: serve,
        }
    }

    /// Ana's home still gives her friend what she writes, and is no larger than it may be.
    pub(crate) fn is_well_after(&self, what: &str) {
        self.ana.writes(&["thanks", "Sam", what, "--now"]);
        let synced = self.sam.syncs_with("Ana");
        assert_eq!(synced["peers"][0]["reached"], true, "{what}: {synced}");
        assert!(
            self.sam.texts(&["list"]).iter().any(|text| text == what),
            "{what}"
        );
        let resident = self.resident_kib();
        println!("{resident} KiB after {what}");
        assert!(resident < RESIDENT_KIB_MAX, "{resident} KiB after {what}");
    }

    fn resident_kib(&self) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.pid)).unwrap();
        assert!(status.starts_with("Name:\tfondly\n"), "{status}");
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let amount = line.and_then(|line| line.trim().strip_suffix(" kB"));
        amount.unwrap().parse().unwrap()
    }

    /// What Sam's device holds, as somebody would have it who took his home.
    pub(crate) fn keys_of_sam(&self) -> Keys {
        let journal = self.sam.home().join("journal");
        let file = fs::read(journal.join("key")).unwrap();
        let key = file.strip_prefix(b"insecure").unwrap();
        let key = StoreKey::from_bytes(key.try_into().unwrap());
        let store = Store::open(&journal.join("store.db"), &key).unwrap();
        let keys = store.read(|tx| {
            let device = SigningKey::from_bytes(&tx.identity()?.device_key);
            let own = DeviceId(device.verifying_key());
            let spaces = tx.spaces()?;
            let bond = spaces.iter().find(|row| row.kind == SpaceKind::Bond);
            let space = bond.unwrap().space;
            let devices = tx.space_devices(&space)?;
            let ana = devices.into_keys().find(|device| *device != own);
            Ok::<_, StoreError>(Keys {
                endpoint: *tx.endpoint(&space)?.unwrap().secret,
                device,
                ana: ana.unwrap(),
            })
        });
        keys.unwrap()
    }
}

/// The keys of a device in one bond.
pub(crate) struct Keys {
    /// By which TLS knows it.
    pub(crate) endpoint: [u8; 32],
    /// By which it proves itself.
    pub(crate) device: SigningKey,
    /// The device of its friend.
    pub(crate) ana: DeviceId,
}
