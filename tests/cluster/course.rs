//! A whole course: two front hosts behind a balancer, three workers, forty learners with OpenSSH's client, and whatever can
//! break under them. Every answer that was seen to be taken is kept, and each recipe is trained once.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::thread::{scope, sleep};
use std::time::{Duration, Instant};

use mindgap::cluster::{Address, Engine as Link, Stage, Trainings};
use mindgap::lesson::Note;
use mindgap::progress::Progress;
use tempfile::TempDir;

use crate::balancer::Balancer;
use crate::common::window::Window;
use crate::engine::{Engine, PLENTY};
use crate::front::{Front, People};
use crate::machine::{Machine, Network};
use crate::worker::Worker;

const LEARNERS: usize = 40;
/// Lessons, each with a training of its own.
const PARTS: usize = 5;
/// Longer than a learner takes.
const PATIENCE: Duration = Duration::from_secs(300);
/// Longer than a key takes to be seen.
const ANSWER: Duration = Duration::from_secs(3);
/// Longer than hosts take to tell each other what they know.
const SETTLES: Duration = Duration::from_secs(30);

#[test]
fn forty_learners_lose_nothing_to_a_killed_worker_a_killed_host_and_a_killed_engine() {
    let here = Machine::here();
    is_taught(&[here.clone(), here.clone(), here], None);
}

#[test]
fn nor_where_the_hosts_are_three_machines_of_which_one_is_cut_off_for_a_while() {
    if let Some(network) = Network::of(3) {
        is_taught(&network.machines, Some(&network));
    }
}

/// Teaches the course on three machines: the first has the engine, the others a front host each, and all a worker.
fn is_taught(machines: &[Machine], network: Option<&Network>) {
    let Some(mut engine) = Engine::on(machines[0].clone(), PLENTY) else {
        return;
    };
    let pack = write_pack();
    let begin = |engine: &Engine, machine: &Machine, folder: TempDir, name: &str| {
        let pack = pack.path().to_str().unwrap();
        let mut command = Front::command_on(machine, &folder, engine, name, pack);
        command.args(["--access", "open"]);
        Front::runs(folder, command)
    };
    let folder = || TempDir::new().unwrap();
    let one = begin(&engine, &machines[1], folder(), "one");
    let other = begin(&engine, &machines[2], folder(), "other");
    let balancer = Balancer::before(&[one.at(), other.at()]);
    let mut workers: Vec<Worker> = (0..3)
        .map(|place| Worker::on(&machines[place], &engine, &format!("worker {place}"), 1))
        .collect();
    let people = People::new();
    let learners: Vec<Learner> = (0..LEARNERS)
        .map(|number| Learner::new(number, &people, balancer.clone()))
        .collect();
    let (fronts, killed) = scope(|scope| {
        let learners: Vec<_> = learners
            .into_iter()
            .map(|learner| scope.spawn(|| learner.plays()))
            .collect();
        // While it trains.
        let until = Instant::now() + PATIENCE;
        let killed = loop {
            let heard = workers[1].heard();
            if let Some(took) = heard.into_iter().find(|said| said["what"] == "takes") {
                break took["run"].as_str().unwrap().to_owned();
            }
            assert!(Instant::now() < until, "nothing to train");
            sleep(Duration::from_millis(50));
        };
        sleep(Duration::from_secs(1));
        workers[1].is_killed();
        eprintln!("killed: worker 1, with {killed}");
        sleep(Duration::from_secs(2));
        engine.is_killed();
        sleep(Duration::from_secs(4));
        engine.begins_again();
        eprintln!("killed, and there again: the engine");
        sleep(Duration::from_secs(1));
        let old = one.at();
        let folder = one.dies();
        sleep(Duration::from_secs(3));
        let one = begin(&engine, &machines[1], folder, "one");
        balancer.replaces(old, one.at());
        eprintln!("killed, and there again: host one");
        if let Some(network) = network {
            network.plugs(2, false);
            sleep(Duration::from_secs(20));
            network.plugs(2, true);
            eprintln!("cut off for 20 s: machine 2");
        }
        let played: Vec<Played> = learners
            .into_iter()
            .map(|learner| learner.join().unwrap())
            .collect();
        let came_back: usize = played.iter().map(|one| one.came_back).sum();
        eprintln!("{} learners came back {came_back} times", played.len());
        assert!(
            came_back >= LEARNERS / 4,
            "who sat at a host that was killed"
        );
        ([one, other], killed)
    });
    let mut takes = BTreeMap::from([(killed, 1)]);
    let mut finished = BTreeMap::new();
    for said in workers.iter().flat_map(Worker::heard) {
        let run = said["run"].as_str().unwrap_or_default().to_owned();
        match (said["what"].as_str(), said["note"].as_str()) {
            (Some("takes"), _) => *takes.entry(run).or_insert(0) += 1,
            (Some("ends"), Some("finished")) => *finished.entry(run).or_insert(0) += 1,
            _ => eprintln!("a worker says {said}"),
        }
    }

    for front in &fronts {
        let until = Instant::now() + SETTLES;
        let all = expected();
        loop {
            let kept = answers(front.folder.path());
            if kept == all || Instant::now() > until {
                assert_eq!(kept, all, "answers that were seen to be taken");
                break;
            }
            sleep(Duration::from_millis(200));
        }
    }
    let address = Address {
        servers: engine.url().parse().unwrap(),
        credentials: None,
        authority: None,
        names: "class".parse().unwrap(),
    };
    let link = Arc::new(Link::connect(&address, "test").unwrap());
    let trainings = Trainings::begin(&link).unwrap();
    eprintln!("taken up {takes:?}, trained to the end {finished:?}");
    assert_eq!(finished.len(), PARTS, "recipes that were trained");
    for (run, times) in finished {
        assert_eq!(times, 1, "{run} was trained to its end more than once");
        let id = run.parse().unwrap();
        let until = Instant::now() + SETTLES;
        let state = loop {
            match trainings.state(&id) {
                Some(state) => break state,
                None => assert!(Instant::now() < until, "nothing is known of {run}"),
            }
            sleep(Duration::from_millis(50));
        };
        assert_eq!(state.stage, Stage::Finished, "{run}");
    }
    let again = takes.values().sum::<usize>() - PARTS;
    // The one of the worker that was killed, and perhaps the one of the worker that was cut off.
    let lost = 1 + usize::from(network.is_some());
    assert!(again <= lost, "{again} were begun again");
}

/// A pack of lessons with a question before and after a training.
fn write_pack() -> TempDir {
    let folder = TempDir::new().unwrap();
    let files: Vec<String> = (1..=PARTS).map(file).collect();
    let about = format!(
        "format: 1\nname: course\ntitle: A course\nabout: Trains.\nlicence: MIT OR Apache-2.0\nlessons: [{}]\n",
        files.join(", ")
    );
    fs::write(folder.path().join("pack.yaml"), about).unwrap();
    for part in 1..=PARTS {
        let ask = |when: &str| {
            format!(
                "  - ask:\n      question: {when} training {part}, which number comes after 2?\n      choices: [\"1\", \"3\", \"4\"]\n      answer: 2\n      why: The answer {when} is taken.\n"
            )
        };
        let lesson = format!(
            "lesson: Part {part}\nabout: Asks and trains.\nminutes: 1\nsteps:\n  - say: Part {part} begins.\n{}  - train:\n      as: small\n      data: {{ set: mnist, train: 6000, validation: 200 }}\n      model: lenet5\n      recipe: {{ epochs: 6, batch: 32, optimizer: adam, learning_rate: 0.005, seed: {part} }}\n      say: It is trained.\n      takeaway: It was trained.\n{}  - say: The end is near.\n",
            ask("before"),
            ask("after"),
        );
        fs::write(folder.path().join(file(part)), lesson).unwrap();
    }
    folder
}

fn file(part: usize) -> String {
    format!("part{part}.yaml")
}

/// The steps with questions, from 0.
const QUESTIONS: [usize; 2] = [1, 3];

/// How many right answers there have to be, by lesson and step.
fn expected() -> BTreeMap<(usize, usize), usize> {
    let parts = (1..=PARTS).flat_map(|part| QUESTIONS.map(|step| (part, step)));
    parts.map(|place| (place, LEARNERS / PARTS)).collect()
}

/// How many learners answered correctly, by lesson and step, as a host knows it.
fn answers(folder: &Path) -> BTreeMap<(usize, usize), usize> {
    let progress = Progress::open(&folder.join("workshop")).unwrap();
    let mut all = BTreeMap::new();
    for part in 1..=PARTS {
        let notes = progress.notes_of_all("course", &file(part)).unwrap();
        let right = notes.into_iter().filter_map(|(learner, note)| match note {
            Note::Answer {
                step, right: true, ..
            } => Some((learner, step)),
            _ => None,
        });
        let right: Vec<_> = right.collect();
        let learners: BTreeSet<_> = right.iter().collect();
        assert_eq!(learners.len(), right.len(), "an answer is kept twice");
        for (_, step) in right {
            *all.entry((part, step)).or_insert(0) += 1;
        }
    }
    all
}

/// Somebody who takes one part of the course, and comes back whenever their line breaks.
struct Learner<'p> {
    name: String,
    part: usize,
    people: &'p People,
    balancer: Balancer,
}

/// What came of it.
struct Played {
    came_back: usize,
}

impl<'p> Learner<'p> {
    fn new(number: usize, people: &'p People, balancer: Balancer) -> Self {
        Self {
            name: format!("Learner{number}"),
            part: number % PARTS + 1,
            people,
            balancer,
        }
    }

    fn connects(&self) -> Window {
        self.people.connect(self.balancer.at, &self.name)
    }

    fn plays(self) -> Played {
        let mut window = self.connects();
        let (mut came_back, mut furthest) = (0, 0);
        let until = Instant::now() + PATIENCE;
        let end = format!("The end of “Part {}”", self.part);
        loop {
            window.reads_for(Duration::from_millis(150));
            let screen = window.screen();
            assert!(Instant::now() < until, "{} sees\n{screen}", self.name);
            if window.is_over() {
                came_back += 1;
                sleep(Duration::from_millis(500));
                window = self.connects();
                continue;
            }
            if screen.contains(&end) {
                return Played { came_back };
            }
            // What the corner calls kept on a host only may have to wait for that host.
            let is_kept = !screen.contains("on this host");
            if let Some(step) = step(&screen).filter(|_| is_kept) {
                assert!(
                    step >= furthest,
                    "{} was at {furthest}\n{screen}",
                    self.name
                );
                furthest = step;
            }
            if let Some(keys) = self.next_keys(&screen) {
                window.types(keys);
                // On a busy machine, an answer takes a while.
                let patience = Instant::now() + ANSWER;
                while window.screen() == screen && Instant::now() < patience {
                    window.reads_for(Duration::from_millis(50));
                }
            }
        }
    }

    /// What somebody types who sees this; none who waits.
    fn next_keys(&self, screen: &str) -> Option<&'static str> {
        if screen.contains("your name:") || screen.contains("Your code is") {
            return Some("<enter>");
        }
        let bar = screen.lines().last().unwrap_or_default();
        let was_cut = screen.contains("Your last connection was lost");
        if was_cut || bar.contains("enter open  ") {
            let lesson = format!(". Part {} ", self.part);
            let marked = screen.lines().find(|line| line.contains('▸'))?;
            return match marked.contains(&lesson) {
                true => Some("<enter>"),
                false => Some("<down>"),
            };
        }
        if bar.contains("enter choose") {
            return Some("2<enter>");
        }
        if bar.contains("enter try again") {
            eprintln!("{} tries again after\n{screen}", self.name);
            return Some("<enter>");
        }
        let goes_on = bar.contains("enter go on") || bar.contains("enter train");
        goes_on.then_some("<enter>")
    }
}

/// The step that a screen shows, from 1.
fn step(screen: &str) -> Option<usize> {
    let told = screen.lines().next()?.split("· step ").nth(1)?;
    told.split(' ').next()?.parse().ok()
}
