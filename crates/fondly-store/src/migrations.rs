//! The schema, and how older files come up to it.

use rusqlite::{Connection, Transaction, TransactionBehavior};

use crate::{StoreError, packing::Packer, rewriting};

type Rewrite = fn(&Connection, &Packer) -> Result<(), StoreError>;

/// Brings a file from the schema before it to the one it is named for. A step that was released is
/// never edited.
struct Step {
    sql: &'static str,
    /// What SQL cannot do, in the same transaction.
    then: Option<Rewrite>,
}

impl Step {
    const fn sql(sql: &'static str) -> Self {
        Self { sql, then: None }
    }
}

const STEPS: [Step; 9] = [
    Step::sql(include_str!("../schema/0001.sql")),
    Step::sql(include_str!("../schema/0002.sql")),
    Step::sql(include_str!("../schema/0003.sql")),
    Step {
        sql: include_str!("../schema/0004.sql"),
        then: Some(rewriting::keep_each_text_once),
    },
    Step::sql(include_str!("../schema/0005.sql")),
    Step::sql(include_str!("../schema/0006.sql")),
    Step {
        sql: include_str!("../schema/0007.sql"),
        then: Some(rewriting::keep_payloads_together),
    },
    Step {
        sql: include_str!("../schema/0008.sql"),
        then: Some(rewriting::index_without_places),
    },
    Step::sql(include_str!("../schema/0009.sql")),
];

/// Tells our files from others: "FNDL".
const APPLICATION_ID: i32 = 0x464e_444c;

/// The schema of the file; 0 for an empty one.
pub(crate) fn schema_of(db: &Connection) -> Result<u32, StoreError> {
    Ok(db.query_row("PRAGMA user_version", [], |row| row.get(0))?)
}

/// Brings the file up to the schema of this program, each step in a transaction of its own.
pub(crate) fn migrate(db: &Connection, packer: &Packer) -> Result<(), StoreError> {
    run(db, packer, &STEPS)
}

fn run(db: &Connection, packer: &Packer, steps: &[Step]) -> Result<(), StoreError> {
    let mut found = schema_of(db)?;
    let known = u32::try_from(steps.len()).unwrap_or(u32::MAX);
    if found < known {
        // A step may put another table in the place of one that is referred to. Within a transaction this cannot be said.
        db.pragma_update(None, "foreign_keys", false)?;
    }
    for (number, step) in (1u32..).zip(steps) {
        if found >= number {
            continue;
        }
        let transaction = Transaction::new_unchecked(db, TransactionBehavior::Immediate)?;
        // Another process may have taken the step while this one waited.
        if schema_of(&transaction)? < number {
            transaction.execute_batch(step.sql)?;
            if let Some(then) = step.then {
                then(&transaction, packer)?;
            }
            transaction.pragma_update(None, "user_version", number)?;
            transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
        }
        transaction.commit()?;
        tracing::info!(schema = number, "the store has a new schema");
        found = schema_of(db)?;
    }
    db.pragma_update(None, "foreign_keys", true)?;
    if found > known {
        Err(StoreError::NewerSchema { found, known })
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIRST: &str = "CREATE TABLE one (id INTEGER PRIMARY KEY) STRICT;";

    fn run(db: &Connection, steps: &[&'static str]) -> Result<(), StoreError> {
        let steps: Vec<Step> = steps.iter().map(|sql| Step::sql(sql)).collect();
        super::run(db, &Packer::default(), &steps)
    }

    fn tables(db: &Connection) -> u32 {
        db.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))
            .unwrap()
    }

    #[test]
    fn steps_are_taken_once_and_in_order() {
        let db = Connection::open_in_memory().unwrap();
        run(&db, &[FIRST]).unwrap();
        run(&db, &[FIRST, "ALTER TABLE one ADD COLUMN name TEXT;"]).unwrap();
        run(&db, &[FIRST, "ALTER TABLE one ADD COLUMN name TEXT;"]).unwrap();
        db.execute("INSERT INTO one (name) VALUES ('a')", [])
            .unwrap();
        assert_eq!(schema_of(&db), Ok(2));
    }

    #[test]
    fn step_that_fails_leaves_nothing() {
        let db = Connection::open_in_memory().unwrap();
        let broken = "CREATE TABLE two (id INTEGER PRIMARY KEY) STRICT; SELECT nothing;";
        assert!(run(&db, &[FIRST, broken]).is_err());
        assert_eq!((schema_of(&db), tables(&db)), (Ok(1), 1));
    }

    #[test]
    fn newer_schema_is_refused() {
        let db = Connection::open_in_memory().unwrap();
        db.pragma_update(None, "user_version", 3).unwrap();
        let refused = StoreError::NewerSchema { found: 3, known: 1 };
        assert_eq!(run(&db, &[FIRST]), Err(refused));
        assert_eq!(tables(&db), 0);
    }
}
