# What mindgap says, in English. What keys do:
key-open = open the lesson, where you left it
    .label = open
key-start-over = open the lesson from its beginning; trained runs are kept
    .label = start over
key-search = look for a lesson
    .label = search
key-jump = go to the marked step; what lies ahead has to be reached first
    .label = go there
key-peek = see the picture as large as this terminal can show it
    .label = larger
key-peek-end = back to the small picture
    .label = back
key-number = type how many of 100
    .label = number
key-choose-number = mark that answer
key-step-number = mark the step with that number
key-erase = take the last digit back
key-confidence = say how sure you are, from 1 (a coin toss) to 5 (nearly certain)
    .label = how sure
key-picture = look at the picture before or after
    .label = picture
key-tab = look at it another way
    .label = other view
key-scrub = look at the epoch before or after
    .label = epoch
key-map = see all lengths and angles at once, or a row of them
    .label = map
key-curves = see how the loss of each run falls, or what each came to
    .label = curves
key-inside = see the first layer's filters; once more, what it says of the pictures
    .label = filters
key-look-around = look at another cell, picture or group
    .label = look around
key-look-at-it = look at the photo of this path
    .label = look at it
key-keep-it = keep what is typed
    .label = keep it
key-cancel = discard what is typed
    .label = cancel
key-rest = leave the line as it is, so that letters are keys again; enter goes back to it
    .label = other keys
key-step-text = show or hide the text of this step
    .label = text
key-stage = look at the stage above or below
    .label = stage
key-own-photo = type the path of a photo of your own; or drop the file on this window
    .label = own photo
key-pen = put the pen down, or lift it; the mouse draws too
    .label = pen
key-move-pen = move the pen
key-move = move the mark
    .label = move
key-more-less = one more, one less
key-scroll = scroll the text
key-maps = look at maps or units further back or on
key-page = scroll the text by a page
key-sort = wrong answers first, the most confident of them in front; or pictures as they come
    .label = worst first
key-axis = zoom the axis in on what was measured, or show it from 0 to 100 %
    .label = zoom
key-help = show or hide this list
    .label = keys
key-leave = leave for the list of lessons, and from there the program; all is saved
    .label = leave
key-quit = leave the program at once; all is saved
key-keeping = have the digits that you write kept for lessons that learn from them, or no longer
key-repaint = draw the whole screen again
key-range = widen or narrow the range around the number
    .label = range

# What can be done in a step, whatever the shell.
can-go-on = go on to the next step
    .label = go on
can-choose = choose one of the answers
    .label = choose
can-mark = submit the answers that are marked
    .label = submit
can-answer-in-lines = type an answer of several lines and submit it
    .label = submit
key-mark-choice = mark an answer, or take the mark away
    .label = mark
key-new-line = begin a new line
    .label = new line
can-answer = type an answer and submit it
    .label = submit
can-hint = show a hint
    .label = hint
can-predict-number = say how many of 100, or a range, and how sure you are; it cannot be changed afterwards
    .label = say it
can-predict-choice = say which, and how sure you are; it cannot be changed afterwards
    .label = say it
can-begin = begin the training
    .label = train
can-open-test = open the test: measure your best run on it, once; nothing more is tried after that
    .label = open the test
can-turn-knob = turn the knobs
    .label = knobs
can-train-another = train with the knobs as they stand, to do better still
    .label = train
can-give-up = go on without having met the goal
    .label = go on without
can-retry = try again what failed
    .label = try again
can-pause = hold the training
    .label = pause
can-resume = let the training go on
    .label = resume
can-stop = end the training here and use what it has learned so far
    .label = stop
can-resume-training = resume the training that was stopped
    .label = resume
can-draw = draw the digit
    .label = draw
can-hand-in = submit the digit; it cannot be changed afterwards
    .label = submit
can-undo = take the last stroke back
    .label = undo
can-clear = take all strokes back
    .label = clear
can-pen-width = a wider or a finer pen
    .label = pen
can-finish = finish here, with the digits that are submitted
    .label = finish
can-draw-on = go on writing the digits that are left
    .label = write on
can-take-digits = take these digits; they cannot be changed afterwards
    .label = take these
can-put-away = put the paper away and take none of it
    .label = put away
can-label = say that it is this one
    .label = it is
can-cannot-tell = say that you cannot tell
    .label = cannot tell
can-take-back = take the last answer back
    .label = take back
can-look-at-slice = look at the pictures of a slice of data
    .label = slice
can-look-at-pixels = see which pixels the answer to a picture depends on
    .label = which pixels
can-look-inside = see what the network's layers make of a picture
    .label = inside
can-turn = turn the dial
    .label = turn
can-turn-angle = turn the angle of the flag
    .label = angle
can-switch-stage = switch a stage off or on, and see what it was worth
    .label = switch
can-try-photo = look at another photo
    .label = photo
can-own-photo = look at a photo of your own
    .label = own photo
can-look-at-digit = look at a digit that was found
    .label = digit
can-write = write the sentence under the card, or change it
    .label = write
can-jump = go to a step that you have reached before
    .label = steps
can-back = go back a step; nothing is lost
    .label = back

# Around every screen.
keys = Keys
step-of = step { $at } of { $all }
n-of-n = { $n } of { $all }
best-known = { $name }: { $accuracy } % on validation pictures
more-lines = { $n ->
    [one] { $n } more line (pgdn)
   *[other] { $n } more lines (pgdn)
}
too-small = needs { $needed }; this is { $here }.
too-small-what-to-do = Make the window larger, or press q to leave.
too-small-short = { $needed } needed, q leaves
just-now = just now
minutes-ago = { $n ->
    [one] { $n } minute ago
   *[other] { $n } minutes ago
}
hours-ago = { $n ->
    [one] { $n } hour ago
   *[other] { $n } hours ago
}
days-ago = { $n ->
    [one] { $n } day ago
   *[other] { $n } days ago
}

# The list of lessons.
start-over-again = Once more (r) forgets where you were in this lesson. Any other key leaves it.
minutes = { $n ->
    [one] { $n } minute
   *[other] { $n } minutes
}
finished = finished
at-step = at step { $at } of { $all }
predictions-came-true = { $all ->
    [one] { $n ->
        [0] Your one prediction did not come true.
       *[other] Your one prediction came true.
    }
   *[other] { $n } of your { $all } predictions came true.
}
what-counts = A number counts within { $points } points of the result, or inside the result's interval; a range, if it contains the result.
brier-score = Brier score { $score } (0 is best; always saying 50 % gives { $coin }).

more-above = ↑ { $n } more above
more-below = ↓ { $n } more below

look-for = look for:
nothing-found = nothing found

# The list of steps.
steps = Steps
kind-say = text
kind-ask = question
kind-train = training
kind-reveal = reveal
kind-dial = dial
kind-draw = drawing
kind-inspect = inspection
kind-compare = comparison
kind-photo = photo
kind-card = model card
kind-sweep = sweep
kind-label = your turn

# The end of a lesson.
end-of = The end of “{ $lesson }”
next-lesson = Next: { $lesson }

# Saying it beforehand.
say-a-number = Before you see it, say a number.
say-a-choice = Before you see it, say which.
specimens-awaited = pictures …
specimens = { $n ->
    [one] For example:
   *[other] An example of each:
}
specimens-training = original
specimens-augmented = augmented
number-missing = Type a number first: how many of 100?
number-too-large = No more than 100 of 100. Backspace takes a digit back.
choice-missing = Choose one first: ↑ ↓, or its number.
of-100 = of 100
how-sure = how sure
confidence-1 = a coin toss
confidence-2 = a hunch
confidence-3 = fairly
confidence-4 = quite
confidence-5 = nearly certain
confidence-means = { $word }, { $percent } %
confidence-sentence = { $word }: { $n } of 100 such come true
confidence-share = the percentage: how many such predictions come true
said-number = { $value } %, sure { $sure }/5
said-range = { $value } ± { $margin } %, sure { $sure }/5
said-choice = { $choice }, sure { $sure }/5
you-said = you said
it-was = it was
not-measured = not measured
came-true = came true
missed = missed

# A question.
hint = Hint:
wrong-choice = Not that one. Try another.
picture-told = [picture: { $caption }]
wrong-choices = Not these. Try again.
wrong-choices-hints = Not these. Press h for a hint ({ $n } left).
marked-too-much = Not right: { $choices }
marked-missing = { $n ->
    [one] One right answer is not marked.
   *[other] { $n } right answers are not marked.
 }
asked-for-several = Mark every answer that is right; there may be several.
asked-in-poll = There is no right answer here; what you think counts.
asked-in-poll-for-several = There is no right answer here; mark as many as you like.
asked-for-text = There is no right answer here. What you write is kept; in a class, whoever leads it can read it.
mark-an-answer = Mark an answer first: space, or its number.
wrong-choice-hints = Not that one. Press h for a hint ({ $n } left).

# A training.
training = training
validation = validation
epochs = epochs
loss = loss
accuracy-percent = accuracy %
images-per-second = images/s
time-left = { $time } left
after-epoch = after epoch { $n }
doing-preparing = reading pictures
doing-apart = waits until the machines that train can be reached again
doing-queued = { $n ->
    [one] { $n } run ahead
   *[other] { $n } runs ahead
}
wait-about = about { $time }
run-is-joined = shared
run-joined = Others watch this same run: it was begun before you asked for it.
doing-training = epoch { $epoch } of { $all }
doing-validating = epoch { $epoch }: checking
doing-paused = paused (p)
doing-failed = failed
status-running = interrupted
status-finished = finished
status-early-stopped = stopped early
status-stopped = stopped
status-diverged = diverged
column-epoch = epoch
column-train-loss = train loss
column-train-accuracy = train %
column-validation-loss = val. loss
column-validation-accuracy = val. %
ended = Run { $run } { $how } in { $seconds } seconds.
ended-replayed = Run { $run }, replayed: it was trained { $when }, with these same numbers.
ended-stopped = Run { $run }, stopped after { $epochs } epochs; it can be resumed from there.
ended-diverged = Run { $run } diverged: the loss is not finite. Nothing was learned; lower the learning rate.
ended-diverged-kept = Run { $run } diverged: the weights of epoch { $epoch } are kept.
ended-diverged-loss = Run { $run } diverged: its loss rose to { $highest } and ended at { $last }, where guessing costs { $guessing }, with { $percent } % right. Try a learning rate ten times smaller.
run-shared = Others share this run, so it goes on; you can leave it at any time.
all-pictures = all
fact-data = data
fact-model = model
fact-recipe = recipe
stands-in = Your model { $file } stands in for this network: nothing is trained here. mindgap does not know what it learned from; what this lesson measures from here on is what your model does.
fact-inputs = inputs
fact-layers = layers
fact-seed = seed
fact-from = start
recipe-from = fine-tuned from { $run }
recipe-data = { $set }: { $train } pictures to learn from, { $held } for validation
recipe-steps = { $epochs ->
    [one] { $epochs } epoch
   *[other] { $epochs } epochs
}, { $batch } pictures a step, { $optimizer }, learning rate { $rate }
recipe-seed = { $seed }: the same seed gives the same numbers
fact-seeds = seeds
recipe-seeds = { $first } to { $last }: { $n } networks; you watch the one with seed { $first }
with-seed = seed { $seed }
beside-it = beside it
training-beside = { $n ->
    [one] One more network of this recipe is trained, with another seed …
   *[other] { $n } more networks of this recipe are trained, each with a seed of its own …
}

# How networks of one recipe spread.
spread-over-seeds = the { $n } networks differ by more than chance in the choice of pictures would explain: { $low } to { $high } %, { $mean } on average
spread-over-pictures = the { $n } networks differ by no more than chance in the choice of pictures would explain: { $low } to { $high } %, { $mean } on average
spread-one-seed = one network: { $mean } %
spread-row = { $n } seeds

# A dial.
picture-of = picture { $n } of { $all }
digit-of = digit { $n } of { $all }
dial-no-flag = flag: none
dial-flag = flag { $length } of the height, at { $angle }°
dial-no-bar = bar: none
dial-bar = bar { $length } of the height
dial-closed = closed
dial-top = open by { $gap } of the height
dial-corruption = { $name }, severity { $level }
dial-before = at 0
dial-after = at { $at }
dial-accuracy = all of them, accuracy %
dial-map = Accuracy % of { $n } pictures at each length (across) and angle (down).
read-as = answered “{ $class }”

# Looking closely.
tab-confusion = confusion
tab-worst = worst first
tab-groups = groups
tab-calibration = calibration
tab-saliency = which pixels
tab-interval = interval
interval-caught = Of { $samples } samples of { $size } pictures, { $caught } have an interval that contains { $accuracy } %, what all of them come to.
interval-drawn = { $samples } times some of these { $n } answers, drawn at random (seed { $seed }); each interval is worked out from its own sample alone.
interval-too-few = There are too few pictures to draw samples from: 40 are needed.
plain-interval-spread = Samples of { $size }: from { $range } %.
tab-inside = inside
looking-inside = Looking into the network …
layer-of = layer { $n } of { $all }
layer-conv = convolution { $side }x{ $side }
layer-max-pool = max pooling { $side }x{ $side }
layer-linear = fully connected
layer-logits = logits
layer-maps = { $n } maps of { $width }x{ $height }
layer-units = { $n } units
layer-range = { $low } to { $high }
layer-silent = { $n } all zero
maps-from = from { $n }
maps-signed = Brighter than the ground: above zero; darker: below.
maps-unsigned = Black: zero; the brighter, the larger.
filters-signed = Beside each map its filter: { cells-signed }
units-signed = A cell a unit: { cells-signed }
weights-signed = Brighter than the ground: ink there speaks for it; darker: against it.
cells-signed = + above zero, - below, doubled from half of the largest; · near zero.
filters-head = filters: the first layer's weights, what each looks for; { $shown } of { $n }
after-epoch-of = after epoch { $n } of { $all }
validation-then = validation { $percent } %, loss { $loss }
numbers-only = Of this epoch only the numbers are kept: what it says of pictures, and its filters, are seen while it trains.
filters-none = Its first layer has no weight for each pixel.
plain-filters = Its first layer has { $n } filters or units of { $width }x{ $height } weights each.
plain-strongest = the highest in number { $n }
plain-strongest-at = the highest in map { $n } ({ $place } of what is above zero there)
tab-ood = other kinds
ood-turn = The other slices are told from this one: turn to one of them.
ood-by-confidence = By confidence (MSP): AUROC { $auroc } ({ $bounds }), FPR95 { $accepted } % ({ $interval }).
ood-by-energy = By energy: AUROC { $auroc } ({ $bounds }), FPR95 { $accepted } % ({ $interval }).
ood-explained = AUROC: how probably a picture of { $name } scores higher than one of the other slice; half is a coin toss. FPR95: how much of the other slice would be accepted where 95 % of { $name } are.
plain-ood-bin = confidence { $low } to { $high } %: { $ours } % of { $name }, { $theirs } % of this slice
tab-attack = attack
tab-threshold = thresholds
tab-label-shift = class shares
attack-budget = budget { $budget } ({ $bytes } of 255)
attack-explained = An attack, sought out with this network's own gradients (FGSM, one step): neither pictures of the world nor a simulation of it. No pixel changes by more than the budget; { $n } of { $all } pictures, at each budget the same.
attack-order = Those that were read correctly, the most easily misled first.
attack-before = The most easily misled picture, without attack:
attack-after = The same under attack, { $budget }:
attack-misleads-none = No picture that was read correctly is misled at any of these budgets.
attack-unknown-classes = An attack leads away from the true class, and the network has none for these pictures: turn to other data.
attack-of-attacked = These pictures are under attack already: turn to other data.
no-validation-pictures = This network was trained without validation pictures, so there is nothing to choose a threshold or a temperature on.
column-answered = answers %
column-at-least = confidence ≥
threshold-plain = Chosen for { $target } % right on { $n } validation pictures: confidence { $sure } % and above. { $here }
threshold-none = At no threshold are { $target } % right on its { $n } validation pictures.
threshold-guaranteed = With a guarantee (at most { $bound } % wrong, { $certain } % certain): { $sure } % and above. { $here }
threshold-no-guarantee = No guarantee of at most { $wrong } % wrong, { $certain } % certain: no threshold that was tried on its { $n } validation pictures is good enough. It takes { $least } answers without a mistake, or more with some.
threshold-here = Here it answers { $coverage }, and of these { $right } are right.
threshold-here-nothing = Here it answers nothing.
threshold-promise = A guarantee is for pictures like the validation pictures only; for others it promises nothing.
threshold-early-stop = Early stopping chose the weights on the same pictures: what is promised is a little too good.
plain-coverage = { $coverage } % answered (confidence at least { $sure } %): { $right } right
plain-shares = { $class }: { $learned } % in training, { $estimated } % estimated, { $here } % here
column-class = class
column-learned = in training
column-estimated = estimated
column-here = here
label-shift-corrected = Right answers: { $plain } as it is, { $estimated } corrected by the estimated shares, { $counted } by the true ones.
label-shift-explained = Estimated without a label (EM). It holds where only the shares differ, not what pictures of a class look like.
label-shift-unsettled = The estimate had not settled.
label-shift-unknown-classes = The network has no class for these pictures, so there are no shares to estimate: turn to other data.
tab-text = takeaway
recall = recall
truth-read-as = { $truth } read as { $answer }: { $n }
no-groups = Nobody noted which picture is whose here.
column-confidence = conf. %
column-accuracy = accuracy %
of-n = of { $n }
mark-of-confidence = ◆ is its mean confidence: with a calibrated model, every bar ends there.
confidence-and-accuracy = Mean confidence { $sure } %, accuracy { $right } %; the calibration error (ECE) is { $ece } points.
explaining = Working out what the answers depend on …
explained = { $n }. { $truth } read as { $answer }, { $sure } % confident
explained-by-two = { $explained } ({ $second }); { $first }: { $answer }, { $sure } %
the-picture = the picture
by-gradient = brighter: counts more
by-covering = covering it matters
how-to-read-saliency = Middle: pixels whose change would change this answer most (gradient). Right: how much its confidence drops when the pixels there are covered; orange spoke for the answer, blue against it. A map of what counted, not an explanation of why.

# Comparing.
compared = { $first } and, under it, { $second }; difference in points (95 %)
where-they-differ = where they differ: what { $run } says
differ-on = they differ on { $n ->
    [one] one picture
   *[other] { $n } pictures
}; shown is the { $at }.: what { $second } says, and under it { $first }
alike-on-all = both say the same of every picture
from-to = { $low } to { $high }

# A photo.
path = path:
type-a-path = Type the path of a picture first, or drop the file on this window.
digits-found = { $n ->
    [0] no digit found
    [one] { $n } digit found
   *[other] { $n } digits found
}
looking-at-photo = Looking at the photo …
stage-off-first = off; nothing was done to the photo yet
stage-off-half = off; what is darker than half of the range is taken for ink
stage-off = off; this is the picture after “{ $stage }”
no-digit-found = No digit was found. Look through the stages: in which one was it lost?

# A model card.
model-card = Model card: { $run }
fact-run = run
card-measured = Measured, here and now
card-not-measured = Not measured by anybody here
looked-at = { $data } has been looked at with { $recipes } recipes ({ $runs } runs): the best of them looks better than it is, on average by up to { $points } points if all are equally good. Choose on validation pictures.
seen = Seen in training, so no test: { $slices }.
seen-slice = { $slice } ({ $what })
seen-learned = { $n } of { $all } pictures were learned from
seen-nearly = [{ $n } of them nearly the same picture, stored again, brighter or darker]
seen-validated = { $n } of { $all } were validation pictures
seen-unknown = some of what was learned from is not there any more, so nobody can tell
looks-uncounted = How often the test data has been looked at cannot be said: { $why }
card-everything-else = everything that is not in the list above
card-one-seed = One seed ({ $seed }): a network with another seed can differ from this one by more than the intervals say.
card-empty = (nothing written yet: e)

# A sweep.
knob-learning-rate = learning rate
knob-batch = batch
knob-epochs = epochs
knob-train = pictures
knob-augment = augmentation
knob-model = model
knob-nothing = none
sweep-plan = { $n } runs: { $knob } { $values }, each with the seeds { $seeds }.
value-and-seed = { $value }, seed { $seed }
column-test = test %
means = mean validation %: { $means }
sweep-best = over these { $n } seeds, { $best } is best throughout: its lowest is above the highest of any other value
sweep-none-best = no value is clearly best over these { $n } seeds: { $best } and { $other } overlap
sweep-one-seed = one seed for each value: with another, a different value could be best
chosen-on-validation = best on validation: { $accuracy } % on the test, an honest figure
chosen-on-test = best on the test: { $accuracy } %, chosen by looking: optimistic
chosen-by-luck = of { $runs } equally good ones the best looks up to { $points } points too good on average

# The human control.
what-is-it = What is it? { $n } of { $all }
nobody-times-you = Nobody times you, and nothing tells whether you are right until the end.
you = you
you-read = you: { $class }
you-could-not-tell = you: ?
not-read-alike = { $n ->
    [0] You and the network read all of them correctly.
    [one] one that you or the network misread
   *[other] { $n } that you or the network misread
}

not-read-as-labelled = { $n ->
    [0] You read all of them as they are labelled.
    [one] one that you read otherwise than it is labelled
   *[other] { $n } that you read otherwise than they are labelled
}
labelled = labelled
explained-alone = { $n }. labelled { $truth }
people = people
people-row = people, cited
people-cited = { $share }, cited: { $source }
read-so-many-as = { $n } as { $class }
read-so-many-of-as = { $n } of { $all } as { $class }
read-not-at-all = { $n } not at all
read-not-of-at-all = { $n } of { $all } not at all
you-read-so = you read { $read }
label-doubtful = label doubtful; { $classes }: { $share } %
classes-or = { $first } or { $last }
dial-map-judged = · you read some; ? most as another class.

# Drawing.
write-a = { $digit ->
    [8] Write an 8
   *[other] Write a { $digit }
}
pen-width = pen { $n }
how-to-draw = Draw with the mouse. Or move with the arrow keys: space puts the pen down and lifts it.
draw-first = Draw something first.
or-on-paper = Or by a photo (o). { $row }
write-on-paper = On paper, in this order: { $digits }
all-on-paper = Or all { $n } on one paper, row by row: { $digits }
how-to-paper = Write them in a row or in two, apart from each other, with any pen. Take a photo from above, with the paper filling most of it. (Or fill in a sheet that mindgap sheet prints: each box counts as the digit that it asks for.) Then drop the file on this window, or press o and type its path. You see what was found before anything is taken. Without paper: f goes on.
plain-how-to-paper = On paper, too: write the next ten in reading order (or all that are left), or fill in a sheet that mindgap sheet prints; take a photo and type its path. You hear what was found before anything is taken.
paper-done = { $n } of { $all } taken
paper-fits = { $n ->
    [one] One digit was found, as many as asked for. Is it cut out well, over the digit that it stands for? Then take it.
   *[other] { $n } digits were found, as many as asked for. Does each stand over the digit that you wrote? Then take them.
}
paper-does-not-fit = { $n ->
    [0] No digit was found; { $row } are asked for. Nothing was taken. Is the sheet in the light, and the ink dark? Take another photo.
    [one] One digit was found; { $row } are asked for. Nothing was taken. Are strokes touching, or too pale? Take another photo.
   *[other] { $n } digits were found; { $row } are asked for. Nothing was taken. Is one torn apart, or something else on the sheet; do two touch? Take another photo.
}
paper-fits-neither = { $n ->
    [0] No digit was found; the next { $row }, or all { $left }, are asked for. Nothing was taken. Is the sheet in the light, and the ink dark? Take another photo.
    [one] One digit was found; the next { $row }, or all { $left }, are asked for. Nothing was taken. Take another photo.
   *[other] { $n } digits were found; the next { $row }, or all { $left }, are asked for. Nothing was taken. Is one torn apart, or something else on the sheet; do two touch? Take another photo.
}
too-pale = { $n ->
    [one] Something is written there, but too pale to be read. Press harder, take a darker pen, or photograph it in more light.
   *[other] { $n } marks are there, but too pale to be read. Press harder, take a darker pen, or photograph it in more light.
}
paper-sheet-fits = { $n ->
    [one] It is a printed sheet with one written box. It is taken for the digit that its box asks for. Is it cut out well? Then take it.
   *[other] It is a printed sheet with { $n } written boxes. Each is taken for the digit that its box asks for, { $taken } of them here. Are they cut out well? Then take them.
}
paper-sheet-lacks = It is a printed sheet with { $n } written boxes, but none of them asks for a { $digit }, which is next. Nothing was taken. Fill in more of it, or write on plain paper.
paper-sheet-empty = It is a printed sheet, and no box of it has a digit. Nothing was taken.
paper-sheet-of-others = It is a printed sheet whose boxes ask for something other than digits. Nothing was taken.
kept-here = Your digits are kept on this machine, for lessons that learn from them (y: no longer).
kept-in-class = Your digits are kept in the set of this class, without your name in what is exported (y: no longer).
kept-no-longer = { $n ->
    [one] What you write is not kept; the digit that was kept is forgotten.
   *[other] What you write is not kept; the { $n } digits that were kept are forgotten.
}
kept-nowhere = What you write is kept nowhere here but in this lesson.
tool-canvas = canvas
tool-mouse = mouse
tool-keys = keys
tool-finger = finger
tool-paper = paper
tools-apart = { $one } less { $other }: { $points } points ({ $low } to { $high })
tools-unclear = { $apart }, inconclusive
what-it-sees = what the network sees
your-hand = Your hand
nothing-drawn = nothing was written
by-digit = by digit

# What was measured.
measuring = The model reads the pictures …
measuring-failed = This could not be measured.
worst-first = worst first
as-they-come = as they come
right = correct
it-is = it is
accuracy = accuracy
interval = interval
correct-of = correct
confidence = confidence
confidence-on-average = { $all } % on average
confidence-and-when-wrong = { $all } % on average, { $wrong } % when wrong
reveal-confidence = confidence when wrong
reveal-accuracy = accuracy %
mark-of-guess = ◆ you said
inputs = source
digest = digest

# Line by line. What can be typed:
plain-word-lesson = a number
plain-word-anew = n and a number
plain-word-enter = enter
plain-word-choose = the number of an answer
plain-word-mark = the numbers of all answers that you mean, such as 1 3
plain-word-lines = your answer, line by line; an empty line submits it
plain-word-answer = the answer
plain-word-number = a number of 100, or a range such as 80-90
plain-word-choice = the number of your choice, or its name
plain-word-points = points
plain-word-width = + or -
plain-word-class = the class
plain-word-slice = a number, or two (the second: from which picture on)
plain-word-pixels = w and a number, or two (the second: which picture)
plain-word-inside = i and a number, or two (the second: which picture)
plain-word-setting = a setting, perhaps with the number of a picture
plain-word-knob = the number of a knob and a value
plain-word-angle = a setting and an angle, perhaps with the number of a picture
plain-word-stage = a number
plain-word-try = t and a number
plain-word-path = a path
plain-word-digit = d and a number
plain-word-sentence = anything else
plain-word-jump = j and a number
plain-hint-characters = v draws them in characters.
plain-again = say the step again
plain-characters = draw the pictures that were described last in characters
    .label = pictures in characters
plain-more = what can be typed
    .label = help
plain-no-number = “{ $text }” is neither a number from 0 to 100 nor a range of them, such as 80-90.
plain-no-choice = “{ $text }” is none of the choices. Type the number before one of them.
plain-not-understood = “{ $text }” cannot be said here. What can be said is below; ? says more.
plain-list-again = say the list again
plain-now = loss { $loss } and accuracy { $accuracy } % on training pictures
plain-runs-over = { $n } of { $all } trainings are over; now
plain-paused = The training holds; g lets it go on.
plain-resumed = The training goes on.
plain-still = Not done yet.
plain-too-early = “{ $text }” comes too early: what is going on has to end first. Type it again then; ? says what can be typed meanwhile.
plain-goes-on = The training goes on as long as mindgap is open. What it has learned is kept, and it is taken up again when you come back to this lesson.
plain-first-step = This is the first step.
course-fall = The training loss falls from { $from } to a mean of { $to } in the last epoch; nine tenths of that within the first { $soon } of { $all } epochs.
curves-head = training loss (nats), seed { $seed }
curves-clipped = higher ones at the top edge
curves-none = No run has told a loss yet.
course-no-fall = The training loss does not fall: { $from } at first, a mean of { $to } in the last epoch.
course-flat = From epoch { $epoch } on the curve is flat: it stays within a twentieth of that fall.
course-above = At the end, the loss on validation pictures ({ $validation }) is above the mean of the last epoch on training pictures ({ $training }).
course-below = At the end, the loss on validation pictures ({ $validation }) is below the mean of the last epoch on training pictures ({ $training }).
course-turn = On validation pictures it is lowest after epoch { $epoch } ({ $lowest }), and ends at { $last }.
plain-no-picture = No picture was described yet.
plain-no-more-pictures = There are no more pictures.

# What is told.
plain-measured = Read { $n } of { $all }: { $name }.
plain-training = Training …
plain-epoch = Epoch { $epoch }: training loss { $loss }, training { $training } %, validation { $held } %.
plain-correct-answer = Correct: { $choice }
plain-wrong = (no)
plain-no-hint = There is no hint.
plain-difference = difference { $by } points
plain-angles = Angles from { $first } to { $last } degrees can be asked for as well.
plain-answer = It is { $truth }. The network says { $said }.
plain-answer-in-doubt = It was drawn as { $truth }. The network says { $said }.
plain-bin = confidence { $low } to { $high } %: accuracy { $right } %, of { $n }
plain-by-gradient = Its pixels count most { $place } (gradient).
plain-by-covering = What spoke for the answer is { $place } (covering).
plain-against = What spoke against it is { $place }.
plain-ninth = { $row } { $column }: { $share } %
plain-try = t { $n }: { $name }
plain-stage-off = off
plain-stage-idle = nothing to do
plain-read = Read: { $digits }.
plain-all-of-them = All pictures: { $metrics }
plain-validation = validation { $percent } %
plain-test = test { $percent } %
plain-sentence = Your sentence: { $text }
plain-how-to-draw = The canvas has ten columns and ten rows, numbered 0 to 9 from the left and from the top. A point is its column and its row: 50 is in the middle at the top. A line of points is a stroke; / lifts the pen. So 20 70 49 is a 7, and 50 59 a 1.
plain-written = Your { $digit } was read as { $class }, with { $sure } % confidence.
plain-live = Just now it says { $class }, with { $sure } % confidence.

# What a picture shows.
looks-coloured = A coloured picture: { $upper } at the top, { $middle } in the middle, { $lower } at the bottom.
looks-even = An even picture: nothing stands out.
looks-dark-on-bright = Dark on a bright ground.
looks-ink = The ink is { $width } pixels wide and { $height } high, { $lean }, and covers { $share } % of the picture.
leans-right = leaning to the right by { $degrees }°
leans-left = leaning to the left by { $degrees }°
upright = upright
looks-parts = { $n ->
    [one] One piece
   *[other] { $n } pieces
}
no-hole = no hole
one-hole = one hole { $place }
holes = { $n } holes ({ $places })
specks = { $n ->
    [one] one speck
   *[other] { $n } specks
}
looks-crossings = Strokes that a level line meets: { $high } a quarter down, { $middle } at half its height, { $low } at three quarters.
in-the-upper-third = in the upper third
in-the-middle = in the middle
in-the-lower-third = in the lower third
at-the-left = at the left
at-the-centre = in the centre
at-the-right = at the right
colour-black = black
colour-grey = grey
colour-white = white
colour-red = red
colour-brown = brown
colour-orange = orange
colour-yellow = yellow
colour-green = green
colour-turquoise = turquoise
colour-blue = blue
colour-purple = purple

# What a run is made of, whole.
fact-depth = hidden layers
fact-parameters = parameters
fact-augment = augmentation
fact-early-stop = early stopping
fact-operations = operations
fact-weights = weights
fact-program = program
fact-time = time
layers-convolutions = { $n ->
    [one] 1 convolution
   *[other] { $n } convolutions
}
layers-linear = { $n } linear
layers-hidden = { $n ->
    [0] none: a linear output layer alone
   *[other] { $n }: { $kinds }; pooling, activations and the output layer are not counted
}
augment-none = none: every picture as it is
early-stop-none = none: all epochs
early-stop-after = { $n ->
    [one] after 1 epoch without a better validation loss
   *[other] after { $n } epochs without a better validation loss
}
weights-of-epoch = those after epoch { $n }

# What slices are, and how they were read.
inputs-real = real pictures
inputs-rendered = rendered by a program from what people wrote or drew
inputs-simulated = real or rendered pictures that a program altered
inputs-attack = changed by a program so that this network errs
slice-drawn = { $n } of { $all }, drawn with seed { $seed }
slice-altered = altered by { $how }
bars-caption = Read correctly, with the 95 % interval
bars-slice = pictures
bars-accuracy = correct
bars-interval = interval, %
bars-right = how many
bars-legend = The bar is what was read correctly; the thin line in it the 95 % interval.
bars-legend-said = The bar is what was read correctly; the thin line in it the 95 % interval; the upright mark what was said beforehand.
mistaken = { $truth } read as { $answer }, { $sure } % confident
report-headline = I said { $said }. It was { $found }.
report-mistakes = { $slice }: some of what was read wrongly among the first { $n } pictures; of each confusion, what it was surest of.
report-same-run = The same network as in “{ $lesson }” (run { $run }): its recipe and its curve stand there.
report-right = right answer
report-brought = A model that was trained elsewhere, { $file }, stood in for the networks of these lessons.
report-said = I said
report-i = I
report-hand = My hand
report-came-true = { $all ->
    [one] { $n ->
        [0] My one prediction did not come true.
       *[other] My one prediction came true.
    }
   *[other] { $n } of my { $all } predictions came true.
}

# The model card of a run, as a page.
card-made = Made on { $day } by mindgap { $version }, which measured every number of accuracy here on the machine that wrote it.
card-details = Model details
card-use = Intended use
card-factors = Factors
card-metrics = Metrics
card-evaluation-data = Evaluation data
card-training-data = Training data
card-training = Training
card-analyses = Quantitative analyses
card-ethics = Ethical considerations
card-caveats = Caveats and recommendations
card-not-measured-here = Not measured
card-sentence = In the words of whoever made it
fact-classes = classes
fact-file = file
fact-producer = written by
fact-shows = shows
fact-origin = origin
fact-citation = to cite
fact-changes = changed
card-output = output
card-logits = { $n } logits, one for each class in this order; softmax makes probabilities of them
card-made-on = made on
card-licence = licence
card-licence-unsaid = nobody has said; whoever gives the network away does, with --licence
card-input = { $width } × { $height } pixels, { $channels ->
    [1] grey
   *[other] { $channels } channels
}, bytes as 0..1
card-normalised = less { $mean }, divided by { $std }
card-take-along = To take it along, and to try it:
card-reads = It reads { $percent } % ({ $interval }) of { $n } pictures of { $slice } correctly.
card-use-is = It says which class a picture shows that looks like those of { $set }: { $classes }.
card-use-brought = What it was made for can only be said by whoever trained it. It was measured here to show what it does with pictures that it has not seen.
card-use-by = It was made to learn from and to teach with: for those who want to see what a small network does with pictures that it has not seen.
card-out = It is not for:
card-out-none = pictures that show none of its classes: it has no answer for them, and names one of its classes all the same
card-out-other = pictures of other origin than those measured below: how it does on them is not known
card-out-people = decisions about people, money or grades
card-factors-are = How well it does depends on who made the pictures and with what. It was measured on:
card-metric-accuracy = accuracy: the share of pictures whose most probable class is the right one
card-metric-interval = 95 % interval: Wilson's over pictures or, where pictures come in groups (writers, typefaces), the one over groups, whichever is wider
card-metric-confidence = confidence: the probability that it gives its answer, on average, and on average where it is wrong
card-brought-data = It was trained elsewhere. That it learned from { $set } is what whoever brought it says, or was found by trying; it may have learned from more, or from less.
card-data-gone = The data that it learned from, { $set }, is not on this machine any more.
card-brought-recipe = It was trained elsewhere: its recipe is not known here.
card-same-set = { $data } is the part of { $set } that is kept for testing; where it comes from stands under training data.
card-before = Before that: run { $run }
card-seconds = { $n } s of training and validation on the machine that made it
card-to-know = To know before a number on it is quoted:
card-seed = this network, seed { $seed }
card-by-class = { $slice }: class by class
card-class = class
card-by-group = { $slice }: the groups that were read worst, of { $n }
card-group = group
card-mistakes = { $slice }: some of what it read wrongly among { $n } pictures; of each confusion, what it was surest of.
card-ethics-people = The pictures that it learned from were made by certain people at certain places and times. How it reads those of others shows only where that is measured, and it does not say so itself.
card-ethics-licence = The licence of { $set }, from which it learned: { $licence }
card-ethics-groups = Whether it reads some people worse than others can be seen only where the data says who made what.
card-learned-caveat = Some of what was measured it has learned from; that is marked, and no test.
card-tried = How it wants its pictures was chosen among several forms on { $n } training pictures, of which it read { $correct } correctly.
card-day = A number holds for these pictures, this network and this day; measure it again on pictures of your own before you rely on it.
card-not-seeds = networks of the same recipe with other seeds
card-not-training = what it learned from, and how
card-not-altered = stained, blurred, ruled or otherwise altered pictures
card-not-attack = pictures that were changed so that it errs
card-not-none = pictures that show none of its classes
card-not-groups = single writers or other groups of people
card-not-own = your pictures
card-not-time = how long an answer takes on other machines, and what energy that needs
card-not-kept-seeds = { $n ->
    [one] 1 other network of this recipe that is kept here (--group measures it)
   *[other] { $n } other networks of this recipe that are kept here (--group measures them)
}
card-sentence-from = Written in the lesson “{ $lesson }”.
card-no-sentence = Nobody has written anything here yet. What would you tell somebody who wants to use it?

# A report.
report-title = What I did in “{ $pack }”
report-made = Made on { $day } by mindgap { $version }. Every number was measured on the learner's own machine.
report-empty = No lesson has been opened yet.
report-confidence = How sure I was, and how often I was right
report-hints = hints
report-prediction = prediction
report-read = Pictures that I read myself

# An exercise.
your-answer = your answer:
type-an-answer = Type an answer first.
wrong-answer = Not that. Try again.
wrong-answer-hints = Not that. Press tab for a hint ({ $n } left).
plain-wrong-answer = Not that. h gives a hint ({ $n } left).
kind-solve = exercise

# An exercise that is trained.
kind-exercise = exercise
exercise-knob = { $knob }: { $values }; now { $now }
exercise-goal = Goal: { $goal }.
exercise-validation = validation accuracy
goal-above = { $what } at least { $low } %
goal-below = { $what } at most { $high } %
goal-between = { $what } from { $low } to { $high } %
exercise-met = meets the goal
exercise-unmet = does not meet the goal
exercise-best = best try: { $percent } %
exercise-seconds = { $seconds } s
exercise-untried = Goal: nothing tried yet.
exercise-met-with = Goal met, with try { $n } of { $all }.
exercise-unmet-after = { $n ->
    [one] Goal not met, after one try.
   *[other] Goal not met, after { $n } tries.
}
exercise-chosen = { $n ->
    [one] One run was tried, so nothing was chosen: an honest figure.
   *[other] The best of { $n } tries, chosen without the test, which was opened once: an honest figure.
}
exercise-tried-before = You have tried these knobs; turn one.
exercise-turned = { $knob }: { $now }
exercise-column-knobs = your tries (* best)
exercise-turn-one = Turn a knob.
exercise-column-seconds = s

# The runs.
key-runs = look at all runs that were trained: curves, two side by side, names, copies
    .label = runs
key-mark = show the others beside this one, or alone again
    .label = compare
key-rename = name the run; no name takes it away
    .label = name
key-export = take it along (.safetensors for PyTorch, .onnx, .ipynb)
    .label = save
key-delete = delete the run and its weights; lessons train it again when they need it
    .label = delete
runs-title = Runs: { $n }
runs-empty = There are no runs yet: train one in a lesson.
runs-unreadable = { $n ->
    [one] { $n } run cannot be read
   *[other] { $n } runs cannot be read
}: `mindgap runs list` says why.
runs-delete-again = Once more (d) deletes the run and its weights. Any other key leaves it.
runs-name = its name:
runs-file = take it along to:
runs-written = { $file }: written.
runs-alike = the same data, model and recipe
runs-beside = What differs: { $first } and, under it, { $second }

# A pack that is being written.
pack-broken = The pack cannot be played as it was saved last (esc: what was there before).

# What a pack says of itself.
glossary = Words
wanted-before = after { $lessons }

# A workshop over SSH.
access-welcome = This is a workshop with mindgap. The code of the class is on the instructor's screen.
access-code = code of the class:
access-braked = There were too many wrong codes just now. Try again in { $n } seconds.
access-full = mindgap: all { $n } connections of this workshop are taken. Try again in a minute, or ask the instructor.
access-full-here = mindgap: all { $n } connections that one address may have are taken. Try again in a minute, or ask the instructor.
access-dumb = This terminal (TERM=dumb) cannot be drawn on. Connect with ssh -T, and the lessons come line by line.
access-no-commands = mindgap runs lessons here, not commands: connect without one.
access-no-files = mindgap runs lessons here: there are no files to copy.
door-welcome = Welcome to the workshop. Others in the room see your name.
door-name = your name:
door-name-keys = enter goes on · ctrl-c leaves
door-not-a-name = A name is made of letters and digits, at most { $n } characters.
door-known = { $name } has been here before. If that is you, type your code.
door-code = your code:
door-code-keys = enter goes on · esc another name · ctrl-c leaves
door-wrong-code = That is not the code of this name.
door-wait = There were too many wrong codes for this name: wait a minute.
door-too-many = Too many wrong codes. Ask the instructor for a new one.
door-hello = Hello { $name }!
door-your-code = Your code is { $code }. With your name and this code you come back to where you were, from any machine.
door-key-is-enough = From this machine your SSH key is enough.
door-browser-is-enough = In this browser you come back without it.
door-welcome-keys = enter opens the lessons
seat-bye = See you. Connect again and you are where you were.
seat-taken-over = You have come in from somewhere else, so this window is closed. Nothing is lost.
seat-hosts-apart = The hosts of this workshop cannot reach each other just now. Nothing is lost, and you come in as soon as they can.
door-others-away = This host cannot reach the others just now, and somebody may have this name there: try again in a moment. Whoever has a name already can come in.
seat-held-elsewhere = Your seat is at a host of this workshop that does not answer. In a moment it is here, as you left it.
seat-unstored = kept on this host for now
seat-apart = cut off: kept on this host for now
seat-idle = Nobody has touched a key for long, so this window is closed. Connect again and you are where you were.
seat-shutdown = The workshop has ended. Everything that you did is saved.
seat-blocked = The instructor does not let you in.
seat-none-left = There are no seats left. Ask the instructor.
seat-not-kept = What you do cannot be kept just now. The instructor is told; try again in a minute.
seat-was-lost = Your last connection was lost; all is as you left it. Does the old terminal look odd? Type reset there.
seat-kicked = The instructor has closed your seat. Everything that you did is saved; you may come back.
seat-eyes = Eyes on the instructor, please. Keys do nothing for now; trainings go on.
seat-message-keys = (any key goes on)
seat-joined = The instructor has put your two names together. Everything that you did is saved: come in again, under either name.
seat-screen-asked =
    The instructor asks to look at your screen, to help you.
seat-screen-keys = Y (a capital one) shows it until you press Ctrl-X; esc does not.
seat-screen-seen = the instructor sees this (ctrl-x ends it)
seat-screen-over = The instructor no longer sees your screen.
lesson-closed = The instructor has not opened this lesson yet.
door-consent = Digits that you draw in lessons can become part of a test set of this class, kept on this host without your name in what is exported.
talk-consent = May yours? y or n:
talk-yes = y
talk-call = call
talk-call-help = The line “call”, with a sentence or alone, asks the instructor for help; “call” once more asks no longer.
talk-eyes = Eyes on the instructor, please. Trainings go on.
talk-broken = Something broke, and this conversation has ended. Connect again: nothing is lost.
talk-no-desk = The desk needs a terminal: connect without -T.
door-consent-yes = Mine may (space).

# The instructor's desk.
help-coming = The instructor is coming to you.
help-answer = The instructor, to you: { $text }
help-withdrawn = You ask for help no longer.
help-waits = help: { $n ->
    [0] you are next
    [one] 1 before you
   *[other] { $n } before you
}
help-ask = What do you need help with? One sentence, or nothing.
help-keys = enter asks; esc does not
door-help = Ctrl-G asks the instructor for help, at any time.
desk-help = Who asked for help
desk-roster = Everybody who was here
desk-asks = { $n ->
    [one] 1 asks for help
   *[other] { $n } ask for help
}
desk-asks-for-help = asks for help
desk-no-help = Nobody asks for help.
desk-answer-to = to { $name }:
desk-rename-to = { $name } is called:
desk-name-taken = Somebody else is called { $name }.
desk-no-name = That is no name: 1 to { $n } letters.
desk-kick-again = Once more (k) closes { $name }'s seat.
desk-code-again = Once more (c) makes a new code for { $name }; the old one is worth nothing then.
desk-let-in = { $name } may come in again.
desk-blocked = shut out
desk-here = here
desk-key-answer = answer one
desk-key-need = who needs help
desk-key-let-in = let in again
desk-key-rename = rename
desk-by-need = sorted by need
desk-column-finished = finished
desk-column-waits = waits
desk-column-asks = asks
desk-class = The class
desk-predictions = What the class said
desk-set = The class set
desk-notes = Speaker notes
desk-machines = Machines
desk-apart = cut off for { $time }
desk-column-machine = machine
desk-column-work = what it does
desk-front = { $n ->
    [one] one learner sits there
   *[other] { $n } learners sit there
}
desk-worker = { $n ->
    [0] trains nothing
    [one] trains one network
   *[other] trains { $n } networks
}
desk-waiting = { $n ->
    [0] No training waits for a worker.
    [one] One training waits for a worker.
   *[other] { $n } trainings wait for a worker.
}
desk-waited = Half of the last trainings waited { $time } or less.
desk-no-worker = No worker is there: trainings wait until one begins with mindgap worker.
desk-present = { $n } here, { $away } away
desk-wrong-codes = { $n } wrong codes
desk-braked = guessing is slowed: { $n } unheard
desk-refused = { $n } refused
desk-phones = { $n ->
    [one] 1 phone
   *[other] { $n } phones
}
desk-browser = in a browser
desk-open = lessons 1 to { $n } are open
desk-eyes = eyes on you
desk-nobody = Nobody is here yet. What learners need to know is shown on the server's screen.
desk-column-name = name
desk-column-lesson = lesson
desk-column-step = step
desk-column-for = for
desk-column-doing = what goes on
desk-away = disconnected; the seat is kept
desk-measuring = measures
desk-failed = something failed
desk-stuck = perhaps stuck
desk-answering = has to answer
desk-looking = reads or looks
desk-quiet = no key for { $time }
desk-nothing-said = Nobody has said anything in this lesson yet.
desk-question = question { $at } of { $all }
desk-measured = measured
desk-right = right
desk-answered = { $n ->
    [one] One learner has answered.
   *[other] { $n } learners have answered.
 }
desk-it-was = It was
desk-hits = { $n } of { $all } predicted it correctly.
desk-no-notes = The author left no notes for this lesson.
desk-message = to everybody:
desk-block-again = Once more (b) shuts { $name } out.
desk-new-code = { $name }'s new code is { $code }.
desk-exported = { $folder }: written.
desk-bye = The workshop goes on without you at the desk.
desk-key-view = what is shown
desk-key-message = say something
desk-key-eyes = eyes on me
desk-key-time = time
desk-key-lessons = open or close lessons
desk-key-names = names
desk-key-export = export
desk-key-code = new code
desk-key-kick = close a seat
desk-key-block = shut out
desk-key-tell = tell what was drawn
desk-key-leave = leave
desk-screen = { $name }'s screen
desk-screen-keys = esc goes back  arrows move  a answers  m says something
desk-screen-asked = { $name } is asked whether you may look at their screen. esc asks no longer.
desk-screen-refused = { $name } would rather not show their screen. esc goes back.
desk-screen-ended = { $name } shows their screen no longer, or has none. esc goes back.
desk-no-screen = { $name } has no seat now.
desk-is-blocked = { $name } is shut out.
desk-join-to = { $name } is the same person as:
desk-cohort-of = cohort of { $name } (nothing: the day they came first):
desk-filter = only those with:
desk-filtered = only “{ $text }”
desk-cohort = cohort { $name }
desk-all-cohorts = all cohorts
desk-nobody-called = Nobody is called { $name }.
desk-same-person = { $name } is called so already.
desk-joined = { $from } is { $into } now; u takes it back.
desk-nothing-to-undo = There is nothing to take back.
desk-undone = { $name } is as before.
desk-column-cohort = cohort
desk-key-keys = all keys
desk-key-watch = look at a screen
desk-key-filter = find
desk-key-cohorts = cohort shown
desk-key-cohort = cohort of one
desk-key-join = same person
desk-key-undo = take back
set-empty = The class has not drawn anything that a network has read.
set-total = Your class wrote { $drawn } digits; the models read { $read } of them correctly.
set-learners = Learner by learner, without names: { $shares }
set-own = Of yours: { $read } of { $drawn }.
export-title = { $pack }: what the class said
export-cohort = Cohort { $name }
export-learners = { $n ->
    [one] { $n } learner
   *[other] { $n } learners
}
handout-learner = For learners. Fill in the gaps, tick the boxes, and say a number before you see one.
handout-teacher = For whoever teaches: with answers, hints, takeaways and notes.
handout-otherwise = otherwise
handout-minutes = ({ $n } minutes)
handout-step = Step { $n }: { $kind }
handout-hints = Hints:
handout-of-100 = I say: ______ of 100
handout-sure = How sure, from 1 (a coin toss) to 5 (nearly certain): ____
handout-answer = Answer: { $answer }
class-changed = the file was changed after mindgap wrote it
class-other-edition = done in another edition of { $pack }: rows may not fit its steps
class-to-come = it has times that are still to come: a wrong clock, or a changed file
class-contradiction = { $lesson }, step { $step }: called right, which its answer is not, or the other way round
class-same-work = the same work, to the second, as in { $files }{ $more ->
    [0] {""}
   *[other] {" "}and { $more } more
}
class-title = { $pack }: what was handed in
class-caption = The class
class-learner = learner
class-lessons = lessons finished of those opened
class-came-true = predictions that came true
class-right = right answers
class-right-at-once = right at the first try
class-last = last saved (UTC)
class-step = step
class-question = question
class-said = said
class-measured = measured
class-verdict = so it was
class-tries = tries
class-is-right = right
class-is-wrong = not right
fewer-pictures = Trainings learn from { $n } pictures at most in this workshop, whatever a text says; the page before each training shows the numbers that apply.

# Names of classes and choices, by what they are called in data and in what is remembered.
name-t-shirt-top = T-shirt/top
name-trouser = Trouser
name-pullover = Pullover
name-dress = Dress
name-coat = Coat
name-sandal = Sandal
name-shirt = Shirt
name-sneaker = Sneaker
name-bag = Bag
name-ankle-boot = Ankle boot
name-airplane = airplane
name-automobile = automobile
name-bird = bird
name-cat = cat
name-deer = deer
name-dog = dog
name-frog = frog
name-horse = horse
name-ship = ship
name-truck = truck
name-empty = empty
name-never = never

# The phone.
photo-sent = from your phone, { $n }
can-phone = use your phone as a camera or as a pen
    .label = phone
key-phone-end = back; your phone can come in as long as you stay in this step
    .label = back
plain-word-phone = phone
plain-phone = On your phone, open { $address } and type this code there: { $code }.
plain-phone-expired = No phone came for a while, so none can come in any more. Type phone to let it in again.
browser-link = Sit down in this browser
browser-type-code = Code of the class:
browser-wrong-code = That is not the code of this class. Look at the instructor's screen again.
browser-keys-only = This class is for those who have an SSH key that the instructor knows: connect with ssh.
browser-cookie = This browser keeps one cookie of this server, which brings you back to where you were.
browser-screen = The lessons. Keys go there; F6 leads to the buttons and back.
browser-bar = Keys and size of letters
browser-keyboard = Show the keyboard
browser-smaller = Smaller letters
browser-larger = Larger letters
browser-hint = Shift and mouse select text. For a screen reader, ssh -T tells the lessons line by line.
browser-picture = picture
browser-lost = The connection is lost. Trying again … Nothing is lost of what you did.
browser-full = There is no room for another connection just now. Trying again …
browser-broken = This page and the server do not understand each other. Come back, or load the page anew.
browser-come-back = Come back
browser-somebody-else = Somebody else sits here now
phone-title = Your phone as camera and pen
phone-awaited = Waiting for your phone …
    .label = phone can come in
phone-here = Your phone is here.
    .label = phone is here
phone-sending-there = A photo is coming from your phone …
    .label = a photo is coming
phone-scan = Point your phone's camera at the code. Phone and computer have to be in the same network.
phone-or-type = Or open this address and type the code there:
phone-code = code
phone-as-long-as = Phones can come in until you leave this step. Photos are kept where the lesson runs, without place and time.
phone-expired = No phone came for a while; none can come in any more (m opens again).
phone-connecting = Connecting …
phone-lost = No connection to the computer. Trying again …
phone-no-script = This page needs JavaScript.
phone-type-code = Type the code from the other screen:
phone-where-code = In the lesson, m shows the code. Codes change; each works once.
phone-enter = Come in
phone-wrong-code = This code is not right, or no longer. Look at the other screen again.
phone-wait = Too many wrong codes. Try again in { $n ->
    [one] one second
   *[other] { $n } seconds
}.
phone-gone = This link opens nothing, or nothing any more. Scan the code on the other screen, or type it here.
phone-take-digits = Hand these digits in
phone-take = Take a picture
phone-choose = Choose a picture
phone-your-photo = your photo, the found digits marked
phone-what-it-reads = What the network reads
phone-digit = Digit
phone-what-is-sent = The picture alone is sent, to the computer on which the lesson runs. Place, time and camera are removed before it is kept.
phone-sending = Sending the picture …
phone-too-large = This file is too large: a picture may have { $most } MB.
phone-too-large-page = This file is too large. Send a picture that was taken with a phone's usual settings.
phone-too-many-pixels = This picture has too many pixels. Choose a smaller size in the camera's settings.
phone-too-often = That was very fast. Wait a moment, then send it again.
phone-no-picture = This file is not a picture. Send a JPEG or PNG.
phone-heic = This is a HEIC picture, which cannot be read here. On an iPhone choose Settings, Camera, Formats, Most Compatible, then take it again.
phone-damaged = This picture is damaged, or did not arrive whole. Send it again.
phone-not-sent = The picture could not be sent. Try again.
phone-canvas = Canvas. Write the digit with one finger.
phone-undo = Undo
phone-clear = Clear
phone-hand-in = Submit
phone-look-there = Go on at the other screen.
phone-all-written = All written: { $n } of { $all } were read correctly. Go on at the other screen.
phone-taken = Another phone, or another page on this one, has come in.
phone-take-over = Use this phone
phone-over = The step was left, so this page is closed. To come in again, open the way in on the other screen and scan the new code.

# What `mindgap sheet` prints on a sheet of paper; a line may be about 60 characters wide.
sheet-headline = Write the grey digit into each box
sheet-how = As you always write it, one to a box, inside its frame.
sheet-headline-labels = Write what stands beside each box into it
sheet-how-labels = As you always write it, once to a box, inside its frame.
sheet-photo = Then photograph the sheet, flat, with all four corners.
sheet-writer = Writer no. (not your name):
sheet-name = Sheet { $name }
sheet-foot = mindgap data import PHOTO… --name NAME
sheet-foot-long = --classes: all labels, in the order in which the sheet was printed

# Votes in a workshop.
vote-title = The class votes
vote-keys = 1-{ $last } or ↑↓ mark, enter votes; esc puts it aside, ctrl-o brings it back
vote-keys-number = digits, enter votes; esc puts it aside, ctrl-o brings it back
vote-keys-closed = any key goes on
vote-waits = a vote: ctrl-o
vote-own = you voted { $said } (ctrl-o)
vote-word = vote
vote-line = Type vote and the number of a choice, as in: vote 2
vote-line-number = Type vote and a number from 0 to 100, as in: vote 70
vote-line-kept = Your vote is kept: { $said }. You can change it until the vote is closed.
vote-line-closed = The vote is closed.
desk-vote = question / choice / choice (none: 0 to 100):
desk-vote-questions = ↑↓ a question of the lesson, or type one
desk-vote-choices = { $n } choices
desk-vote-open = vote: { $n } of { $all } · v closes
desk-vote-again = Nobody has voted. Once more (v) closes the vote.
desk-vote-wrong = That is no question: a line of text, or one with 2 to { $n } choices behind “ / ”, each up to 300 letters.
desk-vote-put = The class votes. v closes it; V shows where phones vote.
export-votes = Votes
desk-vote-none = Nothing was put to the vote yet.
desk-key-vote = vote
desk-key-show-vote = show the vote
vote-name = Your name
vote-wait = Nothing is asked yet. Stay on this page.
vote-number = A number from 0 to 100
vote-say = Say it
vote-kept = Your vote is kept. You can change it until the vote is closed.
vote-not-kept = That was not kept. Try again.
vote-kept-here = Kept on this host: it counts for everybody once the other hosts can be reached.
vote-full = There is no room for more voters.
vote-lost = The connection is lost; it comes back by itself.
vote-no-script = This page needs JavaScript, which comes from this page’s own host alone.
vote-qr = A QR code with the address on which phones vote
vote-come = Vote with your phone:
vote-count = { $n ->
    [one] One has voted.
   *[other] { $n } have voted.
}
vote-median = { $n ->
    [one] One has voted
   *[other] { $n } have voted
}; the median is { $median }.
