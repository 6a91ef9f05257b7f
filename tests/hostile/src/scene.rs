//! Ana, whom Sam attacks, and Cleo, with whom she goes on.

use fondly_engine::{Engine, EngineError, Filter, Thanks, simulation};
use fondly_sim::world::World;
use fondly_sync::{SpaceId, base32};

use crate::Hand;

/// The device of Ana.
pub const ANA: usize = 0;
/// The device of Sam.
pub const SAM: usize = 1;
/// The device of Cleo.
pub const CLEO: usize = 2;

/// More frames than any session here has.
const FRAMES_MAX: usize = 10_000;
const ROUNDS_MAX: usize = 12;

/// Three people, each linked with each other, who have met.
#[derive(Debug)]
pub struct Scene {
    /// Their homes.
    pub world: World,
    written: u32,
}

impl Scene {
    /// The three, before anybody has written anything.
    ///
    /// # Panics
    /// If they cannot begin.
    pub fn new() -> Self {
        let mut world = World::new(1, 3).expect("three people begin");
        assert!(world.settle(ROUNDS_MAX).expect("they meet"));
        Self { world, written: 0 }
    }

    /// Everybody meets everybody until nothing moves.
    ///
    /// # Panics
    /// If it never ends.
    pub fn settle(&mut self) {
        assert!(self.world.settle(ROUNDS_MAX).expect("they meet"));
    }

    /// Two devices meet about everything.
    ///
    /// # Panics
    /// If one of them fails.
    pub fn meet(&mut self, one: usize, other: usize) {
        for (a, b) in [(one, other), (other, one)] {
            self.world.meet(a, b, FRAMES_MAX).expect("they meet");
        }
    }

    /// What `device` knows of the bond with the person `with`.
    ///
    /// # Panics
    /// If there is none.
    pub fn hand(&mut self, device: usize, with: &str) -> Hand {
        let taken = |engine: &mut Engine| {
            let space = bond(engine, with)?;
            hand_of(engine, space)
        };
        self.world.on(device, taken).expect("they are linked")
    }

    /// What `device` knows of `space`.
    ///
    /// # Panics
    /// If it does not know it.
    pub fn hand_in(&mut self, device: usize, space: SpaceId) -> Hand {
        let taken = |engine: &mut Engine| hand_of(engine, space);
        self.world.on(device, taken).expect("it has the space")
    }

    /// `device` thanks somebody at once.
    ///
    /// # Panics
    /// If it cannot.
    pub fn thanks(&mut self, device: usize, name: &str, text: &str) {
        let thanks = Thanks {
            name: name.to_owned(),
            text: text.to_owned(),
            now: true,
            ..Thanks::default()
        };
        let written = self.world.on(device, |engine| engine.thanks(thanks));
        written.expect("it is written");
    }

    /// The texts that `device` shows between it and `name`.
    ///
    /// # Panics
    /// If it cannot.
    pub fn log(&mut self, device: usize, name: &str) -> Vec<String> {
        let log = self.world.on(device, |engine| engine.log(name));
        let entries = log.expect("it is listed").into_iter();
        entries.map(|entry| entry.text).collect()
    }

    /// All texts that `device` shows.
    ///
    /// # Panics
    /// If it cannot.
    pub fn list(&mut self, device: usize) -> Vec<String> {
        let listed = |engine: &mut Engine| engine.list(&Filter::default());
        let list = self.world.on(device, listed).expect("it is listed");
        list.into_iter().map(|entry| entry.text).collect()
    }

    /// Writes to and fro between Ana and Cleo.
    ///
    /// # Panics
    /// If something does not come.
    pub fn others_go_on(&mut self) {
        self.written += 1;
        let texts = [
            format!("there {}", self.written),
            format!("back {}", self.written),
        ];
        self.thanks(ANA, "Cleo", &texts[0]);
        self.thanks(CLEO, "Ana", &texts[1]);
        self.meet(CLEO, ANA);
        for (device, name) in [(ANA, "Cleo"), (CLEO, "Ana")] {
            let log = self.log(device, name);
            assert!(texts.iter().all(|text| log.contains(text)), "{log:?}");
        }
    }

    /// Sam's honest program reaches Ana again, and what he writes with it comes.
    ///
    /// # Panics
    /// If it does not.
    pub fn an_honest_sam_goes_on(&mut self) {
        self.written += 1;
        let text = format!("honestly {}", self.written);
        self.thanks(SAM, "Ana", &text);
        self.meet(SAM, ANA);
        let log = self.log(ANA, "Sam");
        assert!(log.contains(&text), "{log:?}");
    }

    /// The journal of `device`.
    ///
    /// # Panics
    /// If it has none.
    pub fn journal(&mut self, device: usize) -> SpaceId {
        let journal = |engine: &mut Engine| Ok(simulation::who(engine).journal);
        self.world.on(device, journal).expect("it has a journal")
    }

    /// How many records `device` holds of the log of `hand`.
    ///
    /// # Panics
    /// If the store cannot be read.
    pub fn records_of(&mut self, device: usize, hand: &Hand) -> u64 {
        let (space, of) = (hand.replica.space, hand.device());
        let tip = self.world.on(device, |engine| {
            simulation::look(engine, |tx| Ok(tx.tip(&space, &of)?))
        });
        tip.expect("it is readable").next
    }
}

impl Default for Scene {
    fn default() -> Self {
        Self::new()
    }
}

fn hand_of(engine: &Engine, space: SpaceId) -> Result<Hand, EngineError> {
    simulation::look(engine, |tx| Ok(Hand::of(tx, space)?))
}

fn bond(engine: &Engine, name: &str) -> Result<SpaceId, EngineError> {
    let people = engine.people()?;
    let person = people.iter().find(|person| person.name == name);
    let shown = &person.expect("they are linked").person_id;
    simulation::look(engine, |tx| {
        let bonds = tx.bonds()?;
        let bond = bonds
            .iter()
            .find(|bond| base32(&bond.person.0[..16]) == *shown);
        Ok(bond.expect("a person has a bond").space)
    })
}
