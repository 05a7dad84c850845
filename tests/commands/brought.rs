//! What somebody is promised who brings a model from a notebook: it is read as it was there, the form in which it
//! wants its pictures is found and told, and a file that is no such model is told, whatever is in it.
//!
//! The models and what Python counted are made by tests/foreign/make.py.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
#[cfg(target_os = "linux")]
use std::process::{Command, Stdio};
#[cfg(target_os = "linux")]
use std::time::{Duration, Instant};

use rten_onnx::onnx::{
    DataType, Dimension, GraphProto, ModelProto, NodeProto, OperatorSetIdProto, TensorProto,
    TensorShapeProto, TypeProto, TypeProtoTensor, ValueInfoProto,
};
use serde::Deserialize;
use serde_json::Value;
use tempfile::TempDir;

use crate::program::{Home, said};

/// What Python counted of a model.
#[derive(Deserialize)]
struct Expected {
    set: String,
    form: String,
    correct_of_first_2000: usize,
}

fn models() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/foreign/models")
}

fn expected() -> BTreeMap<String, Expected> {
    serde_json::from_slice(&fs::read(models().join("expected.json")).unwrap()).unwrap()
}

/// What `reveal` counts of a model on the first 2,000 test pictures of its set, and the form in which it asked.
fn read(home: &Home, name: &str, more: &[&str]) -> (usize, String) {
    let slice = format!("{}/test@1-2000", expected()[name].set);
    let mut command = home.command("reveal --pictures 0 --json");
    command
        .args(["--slice", &slice, "--model"])
        .arg(models().join(format!("{name}.onnx")));
    let line = said(command.args(more)).succeeded().json().remove(0);
    let correct = line["correct"].as_u64().unwrap();
    let run = home.run(&format!(
        "runs show {} --json",
        line["run"].as_str().unwrap()
    ));
    let form = run.succeeded().json()[0]["brought"]["preprocess"].clone();
    (
        usize::try_from(correct).unwrap(),
        form.as_str().unwrap().to_owned(),
    )
}

/// What is told of a model by whoever asks it.
fn told(home: &Home, name: &str, more: &[&str]) -> String {
    let mut command = home.command("reveal --pictures 0 --sample 10");
    command
        .arg("--model")
        .arg(models().join(format!("{name}.onnx")));
    let told = said(command.args(more)).succeeded();
    told.fits_the_usual_terminal();
    told.err.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Each of these, by trying alone.
fn reads_as_in_python(names: &[&str]) {
    let home = Home::new();
    for name in names {
        let wanted = &expected()[*name];
        let (correct, form) = read(&home, name, &["--data", &wanted.set]);
        assert_eq!(correct, wanted.correct_of_first_2000, "{name}: {form}");
        assert_eq!(form, wanted.form, "{name}");
    }
}

#[test]
fn models_of_pytorch_answer_as_in_python_by_either_exporter() {
    // The weights of the first lie in a file of their own; the second takes one picture at a time.
    reads_as_in_python(&["torch-dynamo", "torch-legacy"]);
}

#[test]
fn negative_and_larger_pictures_and_probabilities_are_found_out() {
    reads_as_in_python(&["torch-softmax", "torch-inverted", "torch-padded"]);
}

#[test]
fn models_of_keras_and_jax_and_for_clothes_answer_as_in_python() {
    reads_as_in_python(&["keras", "jax", "torch-fashion"]);
}

#[test]
fn models_of_scikit_learn_answer_as_in_python() {
    // A network, a pipeline with a table of probabilities, and a forest.
    reads_as_in_python(&["scikit-mlp", "scikit-logistic", "scikit-forest"]);
}

#[test]
fn outputs_in_another_order_are_set_right_and_told() {
    let home = Home::new();
    let (correct, _) = read(&home, "torch-permuted", &["--data", "mnist"]);
    assert_eq!(correct, expected()["torch-permuted"].correct_of_first_2000);
    let told = told(&home, "torch-permuted", &["--data", "mnist"]);
    assert!(told.contains("3,1,4,0,5,9,2,6,8,7"), "{told}");
}

#[test]
fn the_set_is_found_and_what_is_said_of_the_form_is_believed() {
    let home = Home::new();
    let best = told(&home, "torch-fashion", &[]);
    let wanted = "torch-fashion.onnx (run";
    assert!(
        best.contains(wanted) && best.contains("reads fashion-mnist best with nchw 0..1:"),
        "{best}"
    );
    // A wrong scale is taken as it is said, and does what wrong scales do.
    let wrong = ["--data", "fashion-mnist", "--preprocess", "0..255 inverted"];
    let (poor, form) = read(&home, "torch-fashion", &wrong);
    assert_eq!(form, "nchw 0..255 inverted");
    assert!(
        poor * 2 < expected()["torch-fashion"].correct_of_first_2000,
        "{poor}"
    );
    let poor = told(&home, "torch-fashion", &wrong);
    assert!(poor.contains("that is little"), "{poor}");
    // Both are kept as runs, which all commands know.
    let listed = home.run("runs list").succeeded();
    assert_eq!(
        listed.out.matches("torch-fashion.onnx").count(),
        2,
        "{}",
        listed.out
    );
    let runs = home.run("runs list --json").succeeded().json();
    assert_eq!(runs[0]["brought"]["set"], "fashion-mnist");
}

#[test]
fn a_model_reads_photos_and_what_needs_its_layers_says_so() {
    let home = Home::new();
    let model = models().join("torch-legacy.onnx");
    let cell = "data/photos/sudoku-cells/cell00_label6.png";
    let mut predict = home.command(&format!("predict {cell} --data mnist"));
    let told = said(predict.arg("--model").arg(&model)).succeeded();
    assert!(told.out.contains("torch-legacy.onnx"), "{}", told.out);
    let mut attacked = home.command("reveal --sample 20 --attack fgsm:0.1 --data mnist");
    said(attacked.arg("--model").arg(&model)).failed_with(&["gradients", "ONNX"]);
    let run = home.run("runs list --json").succeeded().json()[0]["run"].clone();
    home.run(&format!(
        "runs export {} file.safetensors",
        run.as_str().unwrap()
    ))
    .failed_with(&["is a model that was brought", "trained here"]);
}

#[test]
fn in_the_lessons_a_model_stands_in_for_the_network_and_has_a_place_of_its_own() {
    let home = Home::new();
    let answers = home.path().join("answers");
    fs::write(&answers, "\nq\n").unwrap();
    let learn = |model: Option<&Path>, lesson: &str| {
        let mut command = home.command("learn");
        command
            .args(["--lesson", lesson, "--answers"])
            .arg(&answers);
        if let Some(model) = model {
            command.args(["--data", "mnist", "--model"]).arg(model);
        }
        let told = said(&mut command).succeeded();
        told.out.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let model = models().join("torch-legacy.onnx");
    let mut where_in = home.command("learn --lesson 5 --data mnist");
    where_in
        .arg("--answers")
        .arg(&answers)
        .arg("--model")
        .arg(&model);
    let told = said(&mut where_in).succeeded().err;
    let told = told.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        told.contains("of lessons 1, 3, 4, 5, 6, 7, 8, 9; the others train their own"),
        "{told}"
    );
    let told = learn(Some(&model), "5");
    assert!(
        told.contains("torch-legacy.onnx stands in for this network"),
        "{told}"
    );
    // Without it, the lesson is as if it had never been opened.
    let told = learn(None, "5");
    assert!(!told.contains("stands in"), "{told}");
    // Lesson 13 goes on training its network, which nobody can do with an ONNX model.
    let told = learn(Some(&model), "13");
    assert!(
        !told.contains("stands in") && told.contains("enter: train"),
        "{told}"
    );
}

#[test]
fn exported_weights_can_be_brought_back_and_read_the_same() {
    let home = Home::new();
    let run = home.trained("train --train 600 --validation 200 --epochs 2 --model lenet5");
    let file = home.path().join("mine.safetensors");
    let mut export = home.command(&format!("runs export {run}"));
    said(export.arg(&file)).succeeded();
    let correct = |which: &[&str]| {
        let mut command =
            home.command("reveal --slice mnist/test --sample 500 --pictures 0 --json");
        let line = said(command.args(which)).succeeded().json().remove(0);
        (
            line["correct"].as_u64().unwrap(),
            line["run"].as_str().unwrap().to_owned(),
        )
    };
    let (wanted, _) = correct(&["--run", &run]);
    let (brought, again) = correct(&["--model", file.to_str().unwrap()]);
    assert_eq!(brought, wanted);
    assert_ne!(again, run);
    // Weights are a network like any other: it can be attacked, and trained on.
    home.run(&format!(
        "reveal --run {again} --sample 20 --attack fgsm:0.1 --pictures 0"
    ))
    .succeeded();
    home.run(&format!(
        "train --from {again} --data pendigits@learn --take 20 --epochs 1 --quiet"
    ))
    .succeeded();
    // With another scale than theirs, they are asked as it is said.
    let scaled = ["--model", file.to_str().unwrap(), "--preprocess", "0..255"];
    let (poor, _) = correct(&scaled);
    assert_ne!(poor, wanted);
    let none = home.path().join("none.safetensors");
    fs::write(&none, "x").unwrap();
    let mut empty = home.command("reveal --layers linear --data mnist");
    said(empty.arg("--model").arg(&none)).failed_with(&["none.safetensors", "no safetensors file"]);
    let mut other = home.command("reveal --layers linear");
    other.arg("--model").arg(&file);
    said(&mut other).failed_with(&["mine.safetensors", "tensor"]);
}

/// The same with four decimals: two runtimes add in different orders.
fn rounded(value: &Value) -> Value {
    match value {
        Value::Array(items) => items.iter().map(rounded).collect(),
        Value::Object(fields) => fields
            .iter()
            .map(|(name, value)| (name.clone(), rounded(value)))
            .collect(),
        Value::Number(number) if number.is_f64() => {
            format!("{:.4}", number.as_f64().unwrap()).into()
        }
        other => other.clone(),
    }
}

/// The promise of `--model`: what is measured of a model that was brought is what is measured of a run, but for what
/// needs validation pictures, which nobody knows of it, and for how often the test was looked at.
#[test]
fn details_and_families_of_a_brought_model_are_those_of_the_network_that_it_came_from() {
    let home = Home::new();
    let run = home.trained("train --train 600 --validation 200 --epochs 2 --model linear");
    let file = home.path().join("mine.onnx");
    let mut export = home.command(&format!("runs export {run}"));
    said(export.arg(&file)).succeeded();
    for measured in [
        "reveal --slice mnist/test --sample 300 --pictures 0 --details --json",
        "reveal --slice mnist/test --sample 20 --pictures 0 --family mnist-c --json",
    ] {
        let lines = |which: &[&str]| {
            let lines = said(home.command(measured).args(which)).succeeded().json();
            let without_run = lines.into_iter().map(|mut line| {
                let fields = line.as_object_mut().unwrap();
                fields.retain(|name, _| !["run", "looks"].contains(&name.as_str()));
                if let Some(details) = fields.get_mut("details") {
                    details.as_object_mut().unwrap().remove("on_validation");
                }
                rounded(&line)
            });
            without_run.collect::<Vec<_>>()
        };
        let wanted = lines(&["--run", &run]);
        let brought = lines(&["--model", file.to_str().unwrap(), "--data", "mnist"]);
        assert!(!wanted.is_empty());
        assert_eq!(brought, wanted, "{measured}");
    }
}

/// A graph of these nodes and weights, with inputs `[n, 784]` and one output `y`.
fn model(inputs: &[&str], nodes: Vec<NodeProto>, weights: Vec<TensorProto>) -> Vec<u8> {
    let value = |name: &str, sides: &[i64]| {
        let dim = sides.iter().map(|&side| Dimension {
            dim_value: (side > 0).then_some(side),
            dim_param: None,
        });
        ValueInfoProto {
            name: Some(name.to_owned()),
            r#type: Some(TypeProto {
                tensor_type: Some(TypeProtoTensor {
                    elem_type: Some(DataType::FLOAT),
                    shape: Some(TensorShapeProto { dim: dim.collect() }),
                }),
                sequence: None,
            }),
        }
    };
    let model = ModelProto {
        ir_version: Some(8),
        graph: Some(GraphProto {
            node: nodes,
            initializer: weights,
            input: inputs.iter().map(|name| value(name, &[0, 784])).collect(),
            output: vec![value("y", &[0, 10])],
            value_info: Vec::new(),
        }),
        opset_import: vec![OperatorSetIdProto {
            domain: None,
            version: Some(17),
        }],
        ..ModelProto::default()
    };
    model.write_buf().unwrap()
}

fn node(operator: &str, inputs: &[&str], output: &str) -> NodeProto {
    NodeProto {
        op_type: Some(operator.to_owned()),
        input: inputs.iter().map(|&input| input.to_owned()).collect(),
        output: vec![output.to_owned()],
        ..NodeProto::default()
    }
}

fn whole(name: &str, values: &[i64]) -> TensorProto {
    let bytes = values.iter().flat_map(|value| value.to_le_bytes());
    TensorProto {
        name: Some(name.to_owned()),
        dims: vec![values.len().try_into().unwrap()],
        data_type: Some(DataType::INT64),
        raw_data: Some(RefCell::new(bytes.collect())),
        ..TensorProto::default()
    }
}

#[test]
fn what_is_no_model_is_told_with_its_name_and_what_helps() {
    let home = Home::new();
    let folder = TempDir::new().unwrap();
    let path = |name: &str| folder.path().join(name);
    let fails = |name: &str, words: &[&str]| {
        let mut command = home.command("reveal --data mnist");
        let words: Vec<&str> = [name].iter().chain(words).copied().collect();
        said(command.arg("--model").arg(path(name))).failed_with(&words);
    };
    fails("nowhere.onnx", &["No such file"]);
    fs::write(path("empty.onnx"), "").unwrap();
    fails("empty.onnx", &["it is empty"]);
    fs::write(path("notes.onnx"), "these are notes, and no model at all").unwrap();
    fails("notes.onnx", &["no ONNX model", "torch.onnx.export"]);
    let whole_model = fs::read(models().join("torch-legacy.onnx")).unwrap();
    fs::write(path("half.onnx"), &whole_model[..whole_model.len() / 2]).unwrap();
    fails("half.onnx", &["no ONNX model"]);
    // The newer exporter of PyTorch writes two files.
    fs::copy(models().join("torch-dynamo.onnx"), path("alone.onnx")).unwrap();
    fails(
        "alone.onnx",
        &["torch-dynamo.onnx.data", "put them into one folder"],
    );
    let nobody_knows = model(&["x"], vec![node("Nonsense", &["x"], "y")], Vec::new());
    fs::write(path("unknown.onnx"), nobody_knows).unwrap();
    fails("unknown.onnx", &["Nonsense"]);
    let two = model(&["x", "z"], vec![node("Add", &["x", "z"], "y")], Vec::new());
    fs::write(path("two.onnx"), two).unwrap();
    fails("two.onnx", &["takes 2 inputs (x, z)"]);
    // 784 numbers for a picture are no ten classes.
    let many = model(&["x"], vec![node("Relu", &["x"], "y")], Vec::new());
    fs::write(path("many.onnx"), many).unwrap();
    fails("many.onnx", &["784 numbers", "mnist has 10 classes"]);
    assert_eq!(home.run("runs list --json").succeeded().json().len(), 0);
}

/// A model that takes minutes to be tried.
#[cfg(target_os = "linux")]
fn slow() -> Vec<u8> {
    let square = |name: &str, wide: usize| TensorProto {
        name: Some(name.to_owned()),
        dims: vec![784, i64::try_from(wide).unwrap()],
        data_type: Some(DataType::FLOAT),
        raw_data: Some(RefCell::new(0.001_f32.to_le_bytes().repeat(784 * wide))),
        ..TensorProto::default()
    };
    let names: Vec<String> = (0..1000).map(|at| format!("x{at}")).collect();
    let mut nodes = vec![node("MatMul", &["x", "square"], "x0")];
    nodes.extend(
        names
            .windows(2)
            .map(|pair| node("MatMul", &[&pair[0], "square"], &pair[1])),
    );
    nodes.push(node("MatMul", &["x999", "last"], "y"));
    model(
        &["x"],
        nodes,
        vec![square("square", 784), square("last", 10)],
    )
}

/// Ctrl-C in a terminal reaches both processes; a signal that is sent reaches one of them.
#[cfg(target_os = "linux")]
#[test]
fn whoever_ends_a_trial_ends_all_of_it() {
    let home = Home::new();
    let path = home.path().join("slow.onnx");
    fs::write(&path, slow()).unwrap();
    let mut command = home.command("reveal --data mnist");
    command.arg("--model").arg(&path).stderr(Stdio::null());
    let mut asking = command.spawn().unwrap();
    let id = asking.id();
    // Each of its threads has children of its own.
    let child = waited_for(|| {
        let threads = fs::read_dir(format!("/proc/{id}/task")).ok()?;
        threads.flatten().find_map(|thread| {
            let children = fs::read_to_string(thread.path().join("children")).ok()?;
            children.split_whitespace().next().map(str::to_owned)
        })
    });
    let child = Path::new("/proc").join(child);
    // It is at work on the model by now: the pipe is watched from the beginning.
    waited_for(|| {
        fs::read_to_string(child.join("cmdline"))
            .unwrap_or_default()
            .contains("try-model")
            .then_some(())
    });
    let sent = Command::new("sh")
        .args(["-c", &format!("kill -INT {id}")])
        .status();
    assert!(sent.unwrap().success());
    asking.wait().unwrap();
    // Where nobody collects what has ended, it stays in the list, with nothing in it.
    let is_over = || {
        fs::read(child.join("cmdline"))
            .unwrap_or_default()
            .is_empty()
    };
    waited_for(|| is_over().then_some(()));
    assert_eq!(home.run("runs list --json").succeeded().json().len(), 0);
}

/// What comes within a minute.
#[cfg(target_os = "linux")]
#[track_caller]
fn waited_for<T>(mut what: impl FnMut() -> Option<T>) -> T {
    let until = Instant::now() + Duration::from_secs(60);
    while Instant::now() < until {
        if let Some(it) = what() {
            return it;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    panic!("it never comes");
}

#[cfg(unix)]
#[test]
fn a_model_that_wants_all_memory_gets_little_of_it() {
    let home = Home::new();
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("greedy.onnx");
    let nodes = vec![
        node("ConstantOfShape", &["sides"], "huge"),
        node("ReduceSum", &["huge"], "sum"),
        node("Mul", &["x", "sum"], "y"),
    ];
    fs::write(
        &path,
        model(&["x"], nodes, vec![whole("sides", &[1 << 34])]),
    )
    .unwrap();
    let mut command = home.command("reveal --data mnist");
    said(command.arg("--model").arg(&path)).failed_with(&["greedy.onnx", "memory"]);
}
