//! What somebody is promised who takes a network along: weights that PyTorch loads as they are, an ONNX file that
//! answers the same, a notebook that trains it again on the very same pictures, and the pictures themselves.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use flate2::read::ZlibDecoder;
use mindgap::dataset::{Library, Selector, Split};
use mindgap::model::{Classifier, device};
use mindgap::train::RunStore;
use safetensors::SafeTensors;
use serde_json::Value;

use crate::program::{Home, said};

/// All kinds of layers, over pictures that are no squares of a power of two after pooling.
const LAYERS: &str = r#"{"layers":[{"conv":{"channels":3,"kernel":3,"padding":1}},"relu",{"max_pool":3},{"conv":{"channels":4,"kernel":2}},"relu",{"dropout":0.2},{"linear":12},"relu"]}"#;
const SMALL: &str = "--train 300 --validation 100 --epochs 1";

/// A home with a trained run, and the run.
fn trained(data: &str, model: &str) -> (Home, String) {
    let home = Home::new();
    let run = home.trained(&format!("train --data {data} --model {model} {SMALL}"));
    (home, run)
}

/// Exports to this file, and gives its path.
fn exported(home: &Home, run: &str, file: &str) -> PathBuf {
    let path = home.path().join(file);
    let mut export = home.command(&format!("runs export {run}"));
    said(export.arg(&path))
        .succeeded()
        .fits_the_usual_terminal();
    path
}

fn classifier(home: &Home, run: &str) -> Classifier {
    let store = RunStore::open(home.path().join("runs")).unwrap();
    store
        .classifier(&store.find(run).unwrap(), &device())
        .unwrap()
}

fn pictures(of: &str) -> Split {
    let of: Selector = of.parse().unwrap();
    Library::builtin().select(&of).unwrap()
}

/// The pictures of a split as 0..1, channels first.
fn channels_first(split: &Split, place: usize) -> Vec<f32> {
    let shape = split.dataset().shape();
    let (pixels, channels) = (shape.width * shape.height, shape.channels);
    let picture = split.picture(place);
    let place = |at: usize| (at % pixels) * channels + at / pixels;
    (0..shape.pixels())
        .map(|at| f32::from(picture[place(at)]) / 255.0)
        .collect()
}

fn logits(classifier: &Classifier, split: &Split, n: usize) -> Vec<f32> {
    let pictures: Vec<&[u8]> = (0..n).map(|place| split.picture(place)).collect();
    let answers = classifier.logits_and_probabilities(pictures.into_iter(), &device());
    answers.unwrap().0
}

#[track_caller]
fn are_close(found: &[f32], wanted: &[f32]) {
    assert_eq!(found.len(), wanted.len());
    for (found, wanted) in found.iter().zip(wanted) {
        assert!((found - wanted).abs() < 1e-4, "{found} instead of {wanted}");
    }
}

fn largest(row: &[f32]) -> usize {
    (0..row.len())
        .max_by(|&a, &b| row[a].total_cmp(&row[b]))
        .unwrap()
}

#[test]
fn weights_are_pytorchs_and_give_the_networks_answers() {
    for (data, of) in [("mnist", "mnist/test"), ("cifar10", "cifar10/test")] {
        let (home, run) = trained(data, LAYERS);
        let bytes = fs::read(exported(&home, &run, "net.safetensors")).unwrap();
        let tensors = SafeTensors::deserialize(&bytes).unwrap();
        let (_, header) = SafeTensors::read_metadata(&bytes).unwrap();
        let facts = header.metadata().clone().unwrap();
        let fact = |name: &str| -> Value { serde_json::from_str(&facts[name]).unwrap() };
        assert_eq!(facts["format"], "pt");
        assert_eq!(facts["mindgap.run"], run);
        assert_eq!(fact("mindgap.classes").as_array().unwrap().len(), 10);
        assert_eq!(fact("mindgap.experiment")["data"]["set"], data);
        assert_eq!(fact("mindgap.preprocessing")["layout"], "NCHW");
        let layers = fact("mindgap.layers");
        assert_eq!(layers.as_array().unwrap().len(), 10);
        assert_eq!(layers[9]["Linear"]["out_features"], 10);
        let mut names = tensors.names();
        names.sort();
        assert_eq!(
            names,
            [
                "0.bias", "0.weight", "3.bias", "3.weight", "7.bias", "7.weight", "9.bias",
                "9.weight"
            ]
        );
        let split = pictures(of);
        let shape = split.dataset().shape();
        let side = shape.width / 3 - 1;
        assert_eq!(
            tensors.tensor("7.weight").unwrap().shape(),
            [12, 4 * side * side]
        );
        let net = Torch {
            layers: layers.as_array().unwrap().clone(),
            tensors,
            preprocessing: fact("mindgap.preprocessing"),
        };
        let answers: Vec<f32> = (0..20)
            .flat_map(|place| {
                net.forward(
                    channels_first(&split, place),
                    [shape.channels, shape.height, shape.width],
                )
            })
            .collect();
        are_close(&answers, &logits(&classifier(&home, &run), &split, 20));
    }
}

/// What a file in PyTorch's layout means, computed as PyTorch's documentation says it, a number at a time.
struct Torch<'a> {
    layers: Vec<Value>,
    tensors: SafeTensors<'a>,
    preprocessing: Value,
}

impl Torch<'_> {
    fn tensor(&self, name: &str) -> Vec<f32> {
        let tensor = self.tensors.tensor(name).unwrap();
        let values = tensor.data().as_chunks().0.iter();
        values.map(|value| f32::from_le_bytes(*value)).collect()
    }

    fn forward(&self, mut values: Vec<f32>, mut size: [usize; 3]) -> Vec<f32> {
        let pixels = size[1] * size[2];
        for (at, value) in values.iter_mut().enumerate() {
            let of = |what: &str| self.preprocessing[what][at / pixels].as_f64().unwrap() as f32;
            *value = (*value - of("mean")) / of("std");
        }
        for (at, layer) in self.layers.iter().enumerate() {
            let weight = |what: &str| self.tensor(&format!("{at}.{what}"));
            let number = |sort: &str, name: &str| layer[sort][name].as_u64().unwrap() as usize;
            if layer.get("Conv2d").is_some() {
                let output = number("Conv2d", "out_channels");
                let kernel = number("Conv2d", "kernel_size");
                let padding = number("Conv2d", "padding");
                (values, size) = conv(
                    &values,
                    size,
                    (&weight("weight"), &weight("bias")),
                    [output, kernel, padding],
                );
            } else if layer.get("MaxPool2d").is_some() {
                (values, size) = pool(&values, size, number("MaxPool2d", "kernel_size"));
            } else if layer.get("Linear").is_some() {
                let (weights, bias) = (weight("weight"), weight("bias"));
                let rows = weights.chunks(values.len()).zip(&bias);
                values = rows
                    .map(|(row, bias)| {
                        row.iter().zip(&values).map(|(a, b)| a * b).sum::<f32>() + bias
                    })
                    .collect();
            } else if layer == "ReLU" {
                values.iter_mut().for_each(|value| *value = value.max(0.0));
            } else {
                assert!(
                    layer == "Flatten" || layer.get("Dropout").is_some(),
                    "{layer}"
                );
            }
        }
        values
    }
}

fn conv(
    values: &[f32],
    [channels, height, width]: [usize; 3],
    (weight, bias): (&[f32], &[f32]),
    [output, kernel, padding]: [usize; 3],
) -> (Vec<f32>, [usize; 3]) {
    let (high, wide) = (
        height + 2 * padding - kernel + 1,
        width + 2 * padding - kernel + 1,
    );
    let mut result = Vec::new();
    for (o, bias) in bias.iter().enumerate() {
        for y in 0..high {
            for x in 0..wide {
                let mut sum = *bias;
                for c in 0..channels {
                    for ky in 0..kernel {
                        for kx in 0..kernel {
                            let (row, column) = (
                                (y + ky).wrapping_sub(padding),
                                (x + kx).wrapping_sub(padding),
                            );
                            if row < height && column < width {
                                sum += values[(c * height + row) * width + column]
                                    * weight[((o * channels + c) * kernel + ky) * kernel + kx];
                            }
                        }
                    }
                }
                result.push(sum);
            }
        }
    }
    (result, [output, high, wide])
}

fn pool(
    values: &[f32],
    [channels, height, width]: [usize; 3],
    side: usize,
) -> (Vec<f32>, [usize; 3]) {
    let (high, wide) = (height / side, width / side);
    let mut result = Vec::new();
    for c in 0..channels {
        for y in 0..high {
            for x in 0..wide {
                let square = (0..side * side).map(|at| {
                    values[(c * height + y * side + at / side) * width + x * side + at % side]
                });
                result.push(square.fold(f32::NEG_INFINITY, f32::max));
            }
        }
    }
    (result, [channels, high, wide])
}

#[test]
fn an_onnx_file_answers_as_the_network_does() {
    for (data, of) in [("mnist", "mnist/test"), ("cifar10", "cifar10/test")] {
        let (home, run) = trained(data, LAYERS);
        let file = exported(&home, &run, "net.onnx");
        let message = rten_onnx::onnx::ModelProto::parse_buf(&fs::read(&file).unwrap()).unwrap();
        let facts = message.metadata_props.iter();
        let mut facts = facts.filter(|fact| fact.key.as_deref() == Some("mindgap.preprocessing"));
        let told: Value =
            serde_json::from_str(facts.next().unwrap().value.as_deref().unwrap()).unwrap();
        assert!(
            told.get("mean").is_none() && told["in_graph"]["mean"].is_array(),
            "{told}"
        );
        let model = rten::Model::load_file(&file).unwrap();
        let split = pictures(of);
        let shape = split.dataset().shape();
        let n = 200;
        let pixels: Vec<f32> = (0..n)
            .flat_map(|place| channels_first(&split, place))
            .collect();
        let input = rten::Value::from_shape([n, shape.channels, shape.height, shape.width], pixels);
        let output = model.run_one(input.unwrap().into(), None).unwrap();
        let (found_shape, found) = output.into_shape_vec::<f32, 2>().unwrap();
        assert_eq!(found_shape, [n, 10]);
        let wanted = logits(&classifier(&home, &run), &split, n);
        are_close(&found, &wanted);
        for (found, wanted) in found.chunks(10).zip(wanted.chunks(10)) {
            assert_eq!(largest(found), largest(wanted));
        }
    }
}

#[test]
fn a_script_stands_beside_the_weights_and_knows_what_was_right_here() {
    let (home, run) = trained("mnist", "linear");
    let told = home.run(&format!("reveal --run {run} --slice mnist/test --json"));
    let right = (told.json()[0]["accuracy"].as_f64().unwrap() * 10_000.0).round();
    let path = home.path().join("net.safetensors");
    let mut export = home.command(&format!("runs export {run} --json"));
    let line = said(export.arg(&path)).succeeded().json().remove(0);
    assert_eq!(line["right"], right as u64);
    assert_eq!(
        (&line["data"], &line["n"]),
        (&"mnist/test".into(), &10_000.into())
    );
    // It was looked at before, with the same run.
    assert_eq!(line["looks"]["runs"], 1);
    let script = fs::read_to_string(line["script"].as_str().unwrap()).unwrap();
    for text in [
        format!("RIGHT = {right}\n"),
        "nn.Linear(784, 10),".to_owned(),
        "nn.Flatten(),".to_owned(),
        "mindgap data export mnist FOLDER".to_owned(),
    ] {
        assert!(script.contains(&text), "no {text:?} in\n{script}");
    }
    assert!(!script.contains("{{"), "{script}");
    // Equal networks make equal files.
    let again = exported(&home, &run, "again.safetensors");
    assert_eq!(fs::read(again).unwrap(), fs::read(path).unwrap());
}

#[test]
fn a_notebook_has_the_very_pictures_of_the_run_and_says_what_differs() {
    let (home, run) = trained("mnist", LAYERS);
    let more = home.trained(&format!(
        "train --model linear --data mnist:0-4 {SMALL} --augment affine --optimizer sgd --early-stop 1"
    ));
    let text = |run: &str, file: &str| {
        let notebook = fs::read(exported(&home, run, file)).unwrap();
        let notebook: Value = serde_json::from_slice(&notebook).unwrap();
        assert_eq!(notebook["nbformat"], 4);
        let cells = notebook["cells"].as_array().unwrap().clone();
        let lines = cells
            .iter()
            .flat_map(|cell| cell["source"].as_array().unwrap());
        let text: String = lines
            .map(|line| format!("{}\n", line.as_str().unwrap().trim_end()))
            .collect();
        assert!(!text.contains("{{") && !text.contains("# %%"), "{text}");
        (text, cells)
    };
    let (all, cells) = text(&run, "net.ipynb");
    assert!(cells.iter().any(|cell| cell["cell_type"] == "code"));
    for words in [
        "Adam with learning rate 0.001",
        "the masks of dropout",
        "300 to learn from and 100 for validation",
    ] {
        assert!(all.contains(words), "no {words:?} in\n{all}");
    }
    let roles = all
        .lines()
        .find_map(|line| line.strip_prefix("ROLES = "))
        .unwrap();
    let packed = BASE64_STANDARD.decode(roles.trim_matches('"')).unwrap();
    let mut roles = Vec::new();
    ZlibDecoder::new(packed.as_slice())
        .read_to_end(&mut roles)
        .unwrap();
    let of =
        |role: u8| -> Vec<usize> { (0..roles.len()).filter(|&at| roles[at] == role).collect() };
    let whole = pictures("mnist/train");
    let (rest, validation) = whole.hold_out(100, 7).unwrap();
    let sorted = |split: &Split| {
        let mut places: Vec<usize> = split.indices().iter().map(|&at| at as usize).collect();
        places.sort_unstable();
        places
    };
    assert_eq!(roles.len(), 60_000);
    assert_eq!(of(1), sorted(&rest.sample(300, 7).unwrap()));
    assert_eq!(of(2), sorted(&validation));
    let (all, _) = text(&more, "more.ipynb");
    for words in [
        "torch.optim.SGD(",
        "`affine`",
        "PATIENCE = 1",
        "mnist/test:0-4",
    ] {
        assert!(all.contains(words), "no {words:?} in\n{all}");
    }
}

#[test]
fn a_run_that_goes_on_from_another_is_taken_along_but_not_as_a_notebook() {
    let home = Home::new();
    home.trained(&format!("train --model linear {SMALL}"));
    let tuned = home.trained("train --from last --data pendigits --take 20 --epochs 1");
    let script = exported(&home, &tuned, "net.safetensors").with_extension("py");
    let script = fs::read_to_string(script).unwrap();
    assert!(
        script.contains("pendigits@apart") && script.contains("fine-tuned from"),
        "{script}"
    );
    let mut export = home.command(&format!("runs export {tuned}"));
    said(export.arg(home.path().join("net.ipynb"))).failed_with(&["goes on from", ".onnx"]);
    assert!(!home.path().join("net.ipynb").exists());
}

#[test]
fn what_cannot_be_written_says_why_and_leaves_nothing() {
    let (home, run) = trained("mnist", "linear");
    let export = |file: &Path| said(home.command(&format!("runs export {run}")).arg(file));
    export(&home.path().join("net.pth")).failed_with(&[
        "net.pth",
        ".safetensors",
        ".onnx",
        ".ipynb",
    ]);
    export(&home.path().join("net")).failed_with(&[".safetensors"]);
    export(&home.path().join("none/net.onnx")).failed_with(&["net.onnx", "there is no folder"]);
    for file in ["net.safetensors", "net.onnx", "net.ipynb"] {
        let path = exported(&home, &run, file);
        export(&path).failed_with(&[file, "exists already"]);
    }
    // The script that would be written beside it is somebody's.
    fs::write(home.path().join("mine.py"), "mine").unwrap();
    export(&home.path().join("mine.safetensors")).failed_with(&["mine.py", "exists already"]);
    assert!(!home.path().join("mine.safetensors").exists());
    let record = home.path().join("runs").join(&run).join("run.json");
    let mut changed: Value = serde_json::from_slice(&fs::read(&record).unwrap()).unwrap();
    changed["weights"] = Value::Null;
    fs::write(&record, changed.to_string()).unwrap();
    export(&home.path().join("no.onnx")).failed_with(&["has no weights"]);
    assert!(!home.path().join("no.onnx").exists());
}

#[test]
fn without_its_data_a_run_is_taken_along_all_the_same() {
    let home = Home::new();
    let row = |at: usize| {
        let pixels = (0..784).map(|pixel| (at * pixel % 256).to_string());
        let row: Vec<String> = std::iter::once((at % 10).to_string())
            .chain(pixels)
            .collect();
        row.join(",")
    };
    let rows: Vec<String> = (0..60).map(row).collect();
    let file = home.path().join("digits.csv");
    fs::write(&file, rows.join("\n")).unwrap();
    let mut import = home.command("data import --name mine --label-column first");
    said(import.arg(&file)).succeeded();
    let run =
        home.trained("train --data mine --model linear --train 40 --validation 20 --epochs 1");
    let with = exported(&home, &run, "with.safetensors");
    let script = fs::read_to_string(with.with_extension("py")).unwrap();
    assert!(
        script.contains("the validation pictures of mine"),
        "{script}"
    );
    home.run("data remove mine").succeeded();
    let mut export = home.command(&format!("runs export {run}"));
    let told = said(export.arg(home.path().join("without.safetensors"))).succeeded();
    assert!(told.err.contains("could not be measured"), "{}", told.err);
    assert!(home.path().join("without.safetensors").exists());
    assert!(!home.path().join("without.py").exists());
    let mut export = home.command(&format!("runs export {run}"));
    said(export.arg(home.path().join("without.ipynb"))).failed_with(&["mine"]);
}

#[test]
fn pictures_that_go_out_come_in_again_as_they_were() {
    let home = Home::new();
    let folder = home.path().join("out");
    let mut export = home.command("data export fashion-mnist");
    let told = said(export.arg(&folder)).succeeded();
    assert!(
        told.out.contains("fashion-mnist/test: 10,000 pictures"),
        "{}",
        told.out
    );
    let mut export = home.command("data export fashion-mnist/test");
    said(export.arg(&folder)).failed_with(&["t10k-images-idx3-ubyte.gz", "exists already"]);
    let mut import = home.command("data import --name clothes --json");
    let clothes = said(import.arg(&folder)).succeeded().json().remove(0);
    let listed = home.run("data list --json").succeeded().json();
    let fashion = listed
        .iter()
        .find(|set| set["name"] == "fashion-mnist")
        .unwrap();
    for part in 0..2 {
        assert_eq!(
            clothes["parts"][part]["digest"],
            fashion["parts"][part]["digest"]
        );
    }
    // Writers are known again.
    let folder = home.path().join("pen");
    let mut export = home.command("data export pendigits");
    said(export.arg(&folder)).succeeded();
    let mut import = home.command("data import --name pen --json");
    let pen = said(import.arg(folder.join("images-idx3-ubyte.gz")))
        .succeeded()
        .json()
        .remove(0);
    assert_eq!(pen["parts"][0]["n"], 10_992);
    assert_eq!(
        fs::read_to_string(folder.join("groups.txt"))
            .unwrap()
            .lines()
            .count(),
        10_992
    );
    home.run("data export mnits out")
        .failed_with(&["did you mean mnist/train"]);
    let file = home.path().join("file");
    fs::write(&file, "").unwrap();
    said(home.command("data export mnist/test").arg(file.join("out")))
        .failed_with(&["choose another folder"]);
}
