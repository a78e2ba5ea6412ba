//! The seeded users and their memberships.

use rusqlite::{Connection, params};

use super::{
    Person,
    ids::{self, fixed},
    insert_person, set_default, shared_hash,
};
use crate::{
    auth::roles::Role,
    store::accounts,
    time::{DAY, HOUR, Micros},
};

struct Seeded {
    name: &'static str,
    last_name: &'static str,
    email: &'static str,
    default: &'static str,
    memberships: &'static [(&'static str, Role)],
}

const PEOPLE: [Seeded; 8] = [
    Seeded {
        name: "olivia",
        last_name: "Owner",
        email: "olivia@acme.test",
        default: "acme",
        memberships: &[
            ("acme", Role::Owner),
            ("globex", Role::Admin),
            ("umbrella", Role::Member),
            ("initech", Role::Owner),
            ("stark", Role::Member),
            ("olivia", Role::Owner),
        ],
    },
    Seeded {
        name: "adam",
        last_name: "Admin",
        email: "adam@acme.test",
        default: "acme",
        memberships: &[("acme", Role::Admin)],
    },
    Seeded {
        name: "mia",
        last_name: "Member",
        email: "mia@acme.test",
        default: "acme",
        memberships: &[("acme", Role::Member)],
    },
    Seeded {
        name: "ari",
        last_name: "Auditor",
        email: "ari@acme.test",
        default: "acme",
        memberships: &[("acme", Role::Auditor)],
    },
    Seeded {
        name: "sam",
        last_name: "Single",
        email: "sam@globex.test",
        default: "globex",
        memberships: &[("globex", Role::Member)],
    },
    Seeded {
        name: "tess",
        last_name: "Two-Factor",
        email: "tess@acme.test",
        default: "acme",
        memberships: &[("acme", Role::Member)],
    },
    Seeded {
        name: "una",
        last_name: "Unverified",
        email: "una@acme.test",
        default: "acme",
        memberships: &[("acme", Role::Member)],
    },
    Seeded {
        name: "ina",
        last_name: "Invoice",
        email: "ina@initech.test",
        default: "initech",
        memberships: &[("initech", Role::Owner)],
    },
];

/// Memberships that came later than those above.
const LATER: [(&str, &str, Role); 1] = [("olivia", "wayne", Role::Owner)];

/// Id of a seeded user, by first name in lower case.
pub(crate) fn id(name: &str) -> String {
    fixed(
        "VS",
        1 + PEOPLE
            .iter()
            .position(|person| person.name == name)
            .unwrap_or(PEOPLE.len()),
    )
}

/// Inserts the seeded users.
pub(crate) fn plant(connection: &Connection, now: Micros) -> rusqlite::Result<()> {
    let hash = shared_hash();
    let mut membership = 0;
    for (place, person) in PEOPLE.iter().enumerate() {
        let mut first_name = person.name.to_owned();
        if let Some(letter) = first_name.get_mut(..1) {
            letter.make_ascii_uppercase();
        }
        let new = Person {
            id: id(person.name),
            setting_id: fixed("VT", place + 1),
            personal_organization: Default::default(),
            email: person.email.to_owned(),
            first_name,
            last_name: person.last_name.to_owned(),
            hash: hash.clone(),
        };
        insert_person(connection, &new, now - 390 * DAY)?;
        set_default(connection, &new.id, &ids::organization(person.default))?;
        for (organization, role) in person.memberships {
            membership += 1;
            let (key, organization) = (fixed("MB", membership), ids::organization(organization));
            accounts::join(
                connection,
                &key,
                &new.id,
                &organization,
                *role,
                now - 390 * DAY,
            )?;
        }
        let seen = i64::try_from(place).unwrap_or_default();
        accounts::seen(
            connection,
            &new.id,
            "CREDENTIALS",
            now - (seen + 1) * 7 * HOUR,
        )?;
    }
    // Last, so that the ids of the memberships above stay as they are.
    for (name, organization, role) in LATER {
        membership += 1;
        let (user, organization) = (id(name), ids::organization(organization));
        let key = fixed("MB", membership);
        accounts::join(
            connection,
            &key,
            &user,
            &organization,
            role,
            now - 390 * DAY,
        )?;
    }
    connection.execute(
        "UPDATE user_settings SET email_confirmed=1 WHERE user_id<>?1",
        [id("una")],
    )?;
    connection.execute(
        "UPDATE user_settings SET is_tfa_enabled=1, totp_secret=?2, recovery_codes=?3 WHERE user_id=?1",
        params![id("tess"), "JBSWY3DPEHPK3PXP", "[\"sandbox-recovery-1\"]"],
    )?;
    Ok(())
}
