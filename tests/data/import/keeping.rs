//! Imported sets are kept apart from what ships and checked, and nothing is left of an import that
//! failed, was stopped or was killed, whatever bytes it was fed.

use super::*;

mod nothing_is_left_of_an_import {
    use super::*;

    #[test]
    fn that_was_stopped_in_its_middle() {
        let user = User::new();
        let stopped = import::run(
            &idx_pair(&user),
            &user.sets(),
            Catalogue::builtin(),
            |done| match done {
                1 => ControlFlow::Continue(()),
                _ => ControlFlow::Break(()),
            },
        );
        assert!(matches!(stopped, Err(ImportError::Stopped)));
        assert_eq!(user.left(), Vec::<String>::new());
    }

    #[test]
    fn that_was_killed_once_there_is_another_one() {
        let user = User::new();
        user.write("home/sets/.unfinished-a1b2/images.idx.gz", "half");
        user.write("home/sets/.unfinished-a1b2/set.yaml", "name:");
        assert!(user.library().catalogue().sets.is_empty());
        assert_eq!(user.library().verify(|_| {}), []);
        user.import(&idx_pair(&user)).unwrap();
        assert_eq!(user.left(), ["mine"]);
    }

    #[test]
    fn and_one_that_goes_on_is_not_disturbed() {
        let user = User::new();
        let half = user.write("home/sets/.unfinished-a1b2/images.idx.gz", "half");
        let lock = File::create(user.path("home/sets/.lock")).unwrap();
        lock.lock().unwrap();
        assert_eq!(
            user.complaint(&idx_pair(&user)),
            "another import into home/sets is going on: wait until it has ended"
        );
        assert!(half.exists());
    }
}

mod imported_sets_are_kept_apart_and_checked {
    use super::*;

    #[test]
    fn one_that_is_damaged_says_so_and_keeps_none_of_the_others_away() {
        let user = User::new();
        for name in ["good", "packed", "told"] {
            let request = Request {
                name: name.to_owned(),
                ..idx_pair(&user)
            };
            user.import(&request).unwrap();
        }
        user.write("home/sets/packed/images.idx.gz", "not what it was");
        let yaml = fs::read_to_string(user.path("home/sets/told/set.yaml")).unwrap();
        user.write(
            "home/sets/told/set.yaml",
            yaml.replace("name: told", "name: other"),
        );
        user.write("home/sets/good/stray", "");
        let library = user.library();
        let findings = library.verify(|_| {});
        let subjects: Vec<&str> = findings
            .iter()
            .map(|found| found.subject.as_str())
            .collect();
        assert_eq!(
            subjects,
            ["packed/images.idx.gz", "packed", "good/stray", "told"]
        );
        assert_eq!(library.open("good").unwrap().len(), 4);
        let said = |name: &str| {
            let error = library.open(name).unwrap_err().to_string();
            user.shorten(&error)
        };
        let remedy =
            |name: &str| format!("remove it with `mindgap data remove {name}` and import it again");
        assert!(said("packed").starts_with("the file home/sets/packed/images.idx.gz is damaged: "));
        assert!(said("packed").ends_with(&remedy("packed")));
        assert!(said("told").starts_with("the imported set told cannot be read: "));
        assert!(said("told").ends_with(&remedy("told")));
        for name in ["packed", "told"] {
            import::remove(name, &user.sets(), Catalogue::builtin()).unwrap();
        }
        fs::remove_file(user.path("home/sets/good/stray")).unwrap();
        assert_eq!(user.library().verify(|_| {}), []);
    }

    #[test]
    fn one_that_leads_out_of_its_folder_or_hides_what_ships_is_not_opened() {
        let user = User::new();
        user.import(&idx_pair(&user)).unwrap();
        let path = user.path("home/sets/mine/set.yaml");
        let yaml = fs::read_to_string(&path).unwrap();
        fs::write(
            &path,
            yaml.replace("mine/images.idx.gz", "mine/../../secret"),
        )
        .unwrap();
        let said = user.library().open("mine").unwrap_err().to_string();
        assert!(
            said.contains("its file mine/../../secret is elsewhere"),
            "{said}"
        );
        fs::rename(user.path("home/sets/mine"), user.path("home/sets/mnist")).unwrap();
        fs::write(
            user.path("home/sets/mnist/set.yaml"),
            yaml.replace("mine", "mnist"),
        )
        .unwrap();
        let library = Library::builtin().with_imported(user.sets());
        assert_eq!(library.open("mnist/test").unwrap().len(), 10_000);
        let unreadable = library.unreadable();
        assert!(
            unreadable[0]
                .problem
                .contains("mindgap ships data of this name")
        );
    }

    #[test]
    fn names_that_are_nearly_right_are_told_the_right_one() {
        let user = User::new();
        user.import(&idx_pair(&user)).unwrap();
        let library = Library::builtin().with_imported(user.sets());
        let said = |text: &str| {
            let selector = text.parse().unwrap();
            library.select(&selector).unwrap_err().to_string()
        };
        assert_eq!(
            said("mime"),
            "there is no data called mime; did you mean mine?"
        );
        assert_eq!(
            said("mine:3"),
            "mine:3: there is no label 3, they go from 0 to 2; write labels like mine:1 or mine:1,7 \
             or mine:0-4"
        );
        assert!(said("nonsense").contains("photos/sudoku-cleaned, mine"));
        let removed = |name: &str| {
            let error = import::remove(name, &user.sets(), Catalogue::builtin());
            error.unwrap_err().to_string()
        };
        assert_eq!(
            removed("mime"),
            "no imported set is called mime; did you mean mine?"
        );
        assert_eq!(
            removed("../sets/mine"),
            "no imported set is called ../sets/mine; there are mine"
        );
        assert_eq!(
            removed("mnist"),
            "no imported set is called mnist; it ships with mindgap and stays"
        );
    }

    #[test]
    fn lessons_may_use_them_where_they_are() {
        let user = User::new();
        let pictures = idx(&[4, 28, 28], &pixels(4 * 784));
        user.write("p", pictures);
        user.write("l", "0\n1\n0\n1\n");
        let request = Request {
            labels: Some(user.path("l")),
            ..user.request("p", "mine")
        };
        user.import(&request).unwrap();
        user.write(
            "pack/pack.yaml",
            "format: 1\nname: p\ntitle: T\nabout: A\nlicence: L\nlessons: [lesson.yaml]\n",
        );
        let lesson = "\
lesson: L
minutes: 1
steps:
  - train: { as: r, data: { set: mine, validation: 1 }, model: linear }
  - reveal: { of: r, predict: { question: Q, slice: A }, slices: [{ name: A, from: 'mine:1' }] }
";
        user.write("pack/lesson.yaml", lesson);
        let open = |library: &Library| {
            Pack::open(&user.path("pack"), library, mindgap::words::Lang::English)
        };
        let here = Library::builtin().with_imported(user.sets());
        open(&here).unwrap();
        let elsewhere = open(Library::builtin()).unwrap_err().to_string();
        assert!(
            elsewhere.contains("step 1 (train): data.set: "),
            "{elsewhere}"
        );
        user.write("pack/lesson.yaml", lesson.replace("mine:1", "mine:2"));
        let said = open(&here).unwrap_err().to_string();
        assert!(
            said.contains("step 2 (reveal): slices 1.from: mine:2: "),
            "{said}"
        );
    }
}

mod no_bytes_make_a_reader_panic {
    use super::*;

    /// Beginnings that lead to each reader.
    fn beginnings() -> Vec<Vec<u8>> {
        let mut sheet = std::io::Cursor::new(Vec::new());
        let picture = GrayImage::from_raw(4, 4, pixels(16)).unwrap();
        picture
            .write_to(&mut sheet, image::ImageFormat::Png)
            .unwrap();
        let mut tiff = std::io::Cursor::new(Vec::new());
        picture
            .write_to(&mut tiff, image::ImageFormat::Tiff)
            .unwrap();
        vec![
            Vec::new(),
            idx(&[4, 2, 2], &pixels(16)),
            idx(&[4, 1, 2, 3], &pixels(24)),
            gzip(&idx(&[4, 2, 2], &pixels(16))),
            npy_u8("(4, 2, 2)", &pixels(16)),
            npy("'<f4'", "False", "(4, 1, 1)", &[0; 16]),
            npy("'>f2'", "True", "(4, 2, 1)", &[0; 16]),
            zip(
                &[
                    ("x_train.npy", npy_u8("(4, 2, 2)", &pixels(16))),
                    ("y_train.npy", npy_u8("(4, 1)", &[0, 1, 2, 3])),
                ],
                true,
            ),
            zip(&[("arr_0.npy", npy_u8("(4, 4)", &pixels(16)))], false),
            [&[0, 0, 12, 2, 0, 0, 0, 4, 0, 0, 0, 8][..], &[0; 128]].concat(),
            table(&ROWS).into_bytes(),
            b",a,b,c,d,zero,one\n0,0,255,3,4,1,0\n1,5,6,7,8,0,1\n2,5.0,6,7,8,1,0\n3,9,9,9,9,0,1\n"
                .to_vec(),
            sheet.into_inner(),
            tiff.into_inner(),
            super::hugging_face::hub(
                &[([1, 2], 0), ([3, 4], 1), ([5, 6], 1), ([7, 8], 0)],
                parquet::basic::Compression::SNAPPY,
            ),
        ]
    }

    /// A file that was damaged: cut, with other bytes in it, and with more behind it.
    fn damaged() -> impl Strategy<Value = Vec<u8>> {
        let places = prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..8);
        let more = prop::collection::vec(any::<u8>(), 0..64);
        let cut = prop::option::of(any::<prop::sample::Index>());
        (0..beginnings().len(), cut, places, more).prop_map(|(which, cut, places, more)| {
            let mut bytes = beginnings().swap_remove(which);
            if let Some(cut) = cut.filter(|_| !bytes.is_empty()) {
                bytes.truncate(cut.index(bytes.len()));
            }
            for (place, byte) in places {
                if !bytes.is_empty() {
                    let at = place.index(bytes.len());
                    bytes[at] = byte;
                }
            }
            bytes.extend(more);
            bytes
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(600))]

        #[test]
        fn whatever_is_imported_reads_back_whole_and_the_rest_is_refused(
            pictures in damaged(),
            labels in prop_oneof![Just(b"0\n1\n2\n3\n".to_vec()), damaged()],
        ) {
            let user = User::new();
            user.write("x", pictures);
            user.write("y", labels);
            let request = Request {
                labels: Some(user.path("y")),
                shape: Some("2x2".parse().unwrap()),
                limits: Limits { pictures: 1000, side: 64, bytes: 1 << 20 },
                ..user.request("x", "mine")
            };
            match user.import(&request) {
                Ok(_) => prop_assert_eq!(user.library().verify(|_| {}), []),
                Err(_) => prop_assert_eq!(user.left(), Vec::<String>::new()),
            }
        }
    }
}
