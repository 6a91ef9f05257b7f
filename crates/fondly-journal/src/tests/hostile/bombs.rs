//! Few bytes that would become much: refused before anything is expanded.

use super::*;

#[test]
fn a_deflate_bomb_is_not_inflated() {
    // A chunk of the compressed type is refused by its type byte, whatever it would inflate to.
    let mut document = by_ana();
    let mut bytes = vec![0x85, 0x6f, 0x4a, 0x83, 0, 0, 0, 0, 2, 4];
    bytes.extend([0x63, 0x60, 0x60, 0x60]);
    assert_eq!(
        refuse(&mut document, &bytes, ANA),
        Refusal::ChunkType { found: 2 }
    );
}

#[test]
fn an_operation_bomb_is_refused_before_it_is_expanded() {
    let mut document = open(&entry("x"), Place::Journal);
    for count in [1_000_000, 10_000_000, i64::from(u32::MAX), i64::MAX] {
        let bomb = Raw::title(&document, "")
            .column(0x15, run(&[count], &[5, b't', b'i', b't', b'l', b'e']))
            .column(0x34, run(&[count], &[]))
            .column(0x42, run(&[count], &[1]))
            .column(0x56, run(&[count], &[6]))
            .column(0x57, Vec::new())
            .column(0x70, run(&[count], &[0]))
            .bytes();
        assert!(bomb.len() < 160);
        let refusal = refuse(&mut document, &bomb, ANA);
        assert_eq!(
            refusal,
            Refusal::Operations {
                max: JOURNAL_OPS_MAX
            }
        );
        let refusal = refuse(&mut bond(), &bomb, ANA);
        assert_eq!(
            refusal,
            Refusal::Operations {
                max: SCALAR_OPS_MAX
            }
        );
        let refusal = admit_creation(&bomb, &ANA, Place::Journal).err();
        assert_eq!(
            refusal,
            Some(Refusal::Operations {
                max: SCALAR_OPS_MAX
            })
        );
    }
}

#[test]
fn a_bomb_in_any_other_column_is_refused_before_it_is_expanded() {
    let mut document = open(&entry("x"), Place::Journal);
    for column in [0x01, 0x02, 0x11, 0x13, 0x15, 0x34, 0x56, 0x70, 0x71, 0x73] {
        for header in [i64::MAX, i64::MIN, 1 << 40] {
            let bytes = run(&[header], &[1, 1, 1]);
            let bomb = Raw::title(&document, "t").column(column, bytes).bytes();
            let refusal = refuse(&mut document, &bomb, ANA);
            assert_eq!(
                refusal,
                Refusal::Malformed {
                    section: Section::Column
                },
                "{column:#x}"
            );
        }
    }
    let preds = Raw::title(&document, "t").column(0x70, run(&[-1], &[0xff, 0xff, 0xff, 0x7f]));
    let refusal = refuse(&mut document, &preds.bytes(), ANA);
    assert_eq!(
        refusal,
        Refusal::Malformed {
            section: Section::Column
        }
    );
}

#[test]
fn a_text_bomb_is_refused() {
    let mut document = by_ana();
    let bytes = made(&document, |doc| {
        let text = text_of(doc);
        doc.splice_text(&text, 0, 0, &"x".repeat(JOURNAL_OPS_MAX + 1))
            .unwrap();
    });
    assert!(bytes.len() < CHANGE_BYTES_MAX);
    let refusal = refuse(&mut document, &bytes, ANA);
    assert_eq!(
        refusal,
        Refusal::Operations {
            max: JOURNAL_OPS_MAX
        }
    );
    let bytes = made(&document, |doc| {
        let text = text_of(doc);
        doc.splice_text(&text, 0, 0, &"x".repeat(2_000_000))
            .unwrap();
    });
    assert_eq!(
        refuse(&mut document, &bytes, ANA),
        Refusal::TooLong {
            max: CHANGE_BYTES_MAX
        }
    );
}
