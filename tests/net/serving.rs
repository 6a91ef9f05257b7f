//! A home that serves, its friend, and what somebody needs to dial it.

use std::{fs, process::Command};

use fondly_crypto::{SigningKey, StoreKey};
use fondly_store::{SpaceKind, Store, StoreError};
use fondly_sync::{DeviceId, invite::Invite};
use fondly_tests::{Person, Process, hand::Hand};
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
        Self::after(|_, _| ()).0
    }

    /// As [`Serving::start`], once Ana has met Cleo too.
    pub(crate) fn with_cleo() -> (Self, Person) {
        Self::after(|ana, _| {
            let cleo = Person::with_open_key("Cleo");
            let invite = ana.invite("Cleo", &["--in-person"]);
            cleo.json(&["join", &invite.line, "--as", "Ana", "--in-person"]);
            invite.joined();
            cleo
        })
    }

    /// As [`Serving::start`]; what Ana and Sam do between their bond and `serve` is `meanwhile`.
    pub(crate) fn after<T>(meanwhile: impl FnOnce(&Person, &Person) -> T) -> (Self, T) {
        let (ana, sam) = (Person::with_open_key("Ana"), Person::with_open_key("Sam"));
        let invite = ana.invite("Sam", &["--in-person"]);
        sam.json(&["join", &invite.line, "--as", "Ana", "--in-person"]);
        let line = Invite::parse(&invite.line).unwrap();
        invite.joined();
        let done = meanwhile(&ana, &sam);

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

        // The endpoint of the invite is that of the bond, and keeps its port. Another bond has another.
        let addresses = line.addresses.into_iter().map(TransportAddr::Ip);
        let id = EndpointId::from_bytes(&line.endpoint).unwrap();
        let at = EndpointAddr::from_parts(id, addresses);
        let serving = Self {
            ana,
            sam,
            at,
            pid,
            _serve: serve,
        };
        (serving, done)
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
        self.memory("VmRSS:")
    }

    /// The most that it held since [`Serving::forget_peak`].
    pub(crate) fn peak_kib(&self) -> u64 {
        self.memory("VmHWM:")
    }

    /// Begins to measure the peak anew. False where the system does not let us.
    pub(crate) fn forget_peak(&self) -> bool {
        // 5 takes the peak back to what is resident now: proc_pid_clear_refs(5).
        fs::write(format!("/proc/{}/clear_refs", self.pid), "5").is_ok()
    }

    fn memory(&self, what: &str) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.pid)).unwrap();
        assert!(status.starts_with("Name:\tfondly\n"), "{status}");
        let line = status.lines().find_map(|line| line.strip_prefix(what));
        let amount = line.and_then(|line| line.trim().strip_suffix(" kB"));
        amount.unwrap().parse().unwrap()
    }

    fn store_of_sam(&self) -> Store {
        let journal = self.sam.home().join("journal");
        let file = fs::read(journal.join("key")).unwrap();
        let key = file.strip_prefix(b"insecure").unwrap();
        let key = StoreKey::from_bytes(key.try_into().unwrap());
        Store::open(&journal.join("store.db"), &key).unwrap()
    }

    /// All that Sam's device knows of the bond, for a program of his own.
    pub(crate) fn hand_of_sam(&self) -> Hand {
        let hand = self.store_of_sam().read(|tx| {
            let spaces = tx.spaces()?;
            let bond = spaces.iter().find(|row| row.kind == SpaceKind::Bond);
            Hand::of(tx, bond.unwrap().space)
        });
        hand.unwrap()
    }

    /// What Sam's device holds, as somebody would have it who took his home.
    pub(crate) fn keys_of_sam(&self) -> Keys {
        let keys = self.store_of_sam().read(|tx| {
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
