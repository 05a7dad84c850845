# Was mindgap sagt, auf Deutsch. Was Tasten tun:
key-open = die Lektion öffnen, wo du sie verlassen hast
    .label = öffnen
key-start-over = die Lektion von vorn öffnen; trainierte Läufe bleiben
    .label = von vorn
key-search = eine Lektion suchen
    .label = suchen
key-jump = zum markierten Schritt gehen; was noch kommt, muss erst erreicht werden
    .label = dorthin
key-peek = das Bild so groß sehen, wie dieses Terminal es zeigen kann
    .label = größer
key-peek-end = zurück zum kleinen Bild
    .label = zurück
key-number = eintippen, wie viele von 100
    .label = Zahl
key-choose-number = diese Antwort markieren
key-step-number = den Schritt mit dieser Nummer markieren
key-erase = die letzte Ziffer zurücknehmen
key-confidence = sagen, wie sicher du bist: von 1 (Münzwurf) bis 5 (fast sicher)
    .label = sicher
key-picture = das Bild davor oder danach ansehen
    .label = Bild
key-tab = es anders ansehen
    .label = Ansicht
key-scrub = die Epoche davor oder danach ansehen
    .label = Epoche
key-map = alle Längen und Winkel auf einmal sehen, oder eine Reihe davon
    .label = Karte
key-curves = sehen, wie der Verlust jedes Laufs fällt, oder wozu jeder kam
    .label = Kurven
key-inside = die Filter der ersten Schicht sehen; noch einmal: was es zu den Bildern sagt
    .label = Filter
key-look-around = eine andere Zelle, ein anderes Bild, eine andere Gruppe ansehen
    .label = umsehen
key-look-at-it = das Foto unter diesem Pfad ansehen
    .label = ansehen
key-keep-it = behalten, was getippt ist
    .label = behalten
key-cancel = verwerfen, was getippt ist
    .label = verwerfen
key-rest = die Zeile lassen, wie sie ist, damit Buchstaben wieder Tasten sind; Enter führt zurück
    .label = andere Tasten
key-step-text = den Text dieses Schritts zeigen oder wegräumen
    .label = Text
key-stage = die Stufe darüber oder darunter ansehen
    .label = Stufe
key-own-photo = den Pfad eines eigenen Fotos tippen, oder die Datei auf dieses Fenster ziehen
    .label = eigenes Foto
key-pen = den Stift aufsetzen oder abheben; die Maus zeichnet auch
    .label = Stift
key-move-pen = den Stift bewegen
key-move = die Markierung bewegen
    .label = bewegen
key-more-less = eins mehr, eins weniger
key-scroll = den Text verschieben
key-maps = Karten oder Einheiten weiter vorn oder hinten ansehen
key-page = den Text um eine Seite verschieben
key-sort = falsche Antworten zuerst, die sichersten vorn; oder Bilder, wie sie kommen
    .label = falsche zuerst
key-axis = die Achse auf das Gemessene verengen oder von 0 bis 100 % zeigen
    .label = Achse
key-help = diese Liste zeigen oder verbergen
    .label = Tasten
key-leave = zur Liste der Lektionen, und von dort aus dem Programm; alles ist gesichert
    .label = Ende
key-quit = das Programm sofort verlassen; alles ist gesichert
key-keeping = die Ziffern, die du schreibst, für Lektionen behalten lassen, die daraus lernen, oder nicht mehr
key-repaint = den ganzen Bildschirm neu zeichnen
key-range = den Bereich um die Zahl weiter oder enger machen
    .label = Bereich

# Was man in einem Schritt tun kann, in jeder Darstellung.
can-go-on = weiter zum nächsten Schritt
    .label = weiter
can-choose = eine der Antworten wählen
    .label = wählen
can-mark = die markierten Antworten abgeben
    .label = abgeben
can-answer-in-lines = eine Antwort in mehreren Zeilen tippen und abgeben
    .label = abgeben
key-mark-choice = eine Antwort markieren, oder die Markierung wegnehmen
    .label = markieren
key-new-line = eine neue Zeile beginnen
    .label = neue Zeile
can-answer = eine Antwort tippen und abgeben
    .label = abgeben
can-hint = einen Hinweis zeigen
    .label = Hinweis
can-predict-number = sagen, wie viele von 100, oder einen Bereich, und wie sicher du bist; danach lässt es sich nicht mehr ändern
    .label = sagen
can-predict-choice = sagen, was es wird, und wie sicher du bist; danach lässt es sich nicht mehr ändern
    .label = sagen
can-begin = mit dem Training beginnen
    .label = trainieren
can-open-test = den Test öffnen: deinen besten Lauf daran messen, einmal; danach wird nichts mehr versucht
    .label = Test öffnen
can-turn-knob = an den Knöpfen drehen
    .label = Knöpfe
can-train-another = mit den Knöpfen trainieren, wie sie stehen, um noch besser zu werden
    .label = trainieren
can-give-up = weitergehen, ohne das Ziel erreicht zu haben
    .label = ohne Ziel weiter
can-retry = noch einmal versuchen, was misslang
    .label = noch einmal
can-pause = das Training anhalten
    .label = anhalten
can-resume = das Training weiterlaufen lassen
    .label = weiterlaufen
can-stop = das Training hier beenden und verwenden, was es bis jetzt gelernt hat
    .label = beenden
can-resume-training = das beendete Training fortsetzen
    .label = fortsetzen
can-draw = die Ziffer zeichnen
    .label = zeichnen
can-hand-in = die Ziffer abgeben; danach lässt sie sich nicht mehr ändern
    .label = abgeben
can-undo = den letzten Strich zurücknehmen
    .label = zurück
can-clear = alle Striche zurücknehmen
    .label = löschen
can-pen-width = ein breiterer oder ein feinerer Stift
    .label = Stift
can-finish = hier aufhören, mit den Ziffern, die abgegeben sind
    .label = fertig
can-draw-on = die Ziffern schreiben, die noch fehlen
    .label = weiterschreiben
can-take-digits = diese Ziffern nehmen; danach lassen sie sich nicht mehr ändern
    .label = diese nehmen
can-put-away = das Papier weglegen und nichts davon nehmen
    .label = weglegen
can-label = sagen, dass es diese ist
    .label = es ist
can-cannot-tell = sagen, dass du es nicht erkennst
    .label = unlesbar
can-take-back = die letzte Antwort zurücknehmen
    .label = zurücknehmen
can-look-at-slice = die Bilder eines Datenteils ansehen
    .label = Daten
can-look-at-pixels = sehen, von welchen Pixeln die Antwort auf ein Bild abhängt
    .label = welche Pixel
can-look-inside = sehen, was die Schichten des Netzes aus einem Bild machen
    .label = innen
can-turn = am Regler drehen
    .label = drehen
can-turn-angle = den Winkel des Fähnchens drehen
    .label = Winkel
can-switch-stage = eine Stufe aus- oder einschalten und sehen, was sie wert war
    .label = schalten
can-try-photo = ein anderes Foto ansehen
    .label = Foto
can-own-photo = ein eigenes Foto ansehen
    .label = eigenes Foto
can-look-at-digit = eine gefundene Ziffer ansehen
    .label = Ziffer
can-write = den Satz unter der Karte schreiben oder ändern
    .label = schreiben
can-jump = zu einem Schritt gehen, der schon erreicht war
    .label = Schritte
can-back = einen Schritt zurück; nichts geht verloren
    .label = zurück

# Um jeden Bildschirm herum.
keys = Tasten
step-of = Schritt { $at } von { $all }
n-of-n = { $n } von { $all }
best-known = { $name }: { $accuracy } % auf Validierungsbildern
more-lines = { $n ->
    [one] { $n } Zeile mehr (Bild↓)
   *[other] { $n } Zeilen mehr (Bild↓)
}
too-small = braucht { $needed }; das hier ist { $here }.
too-small-what-to-do = Mach das Fenster größer, oder drück q zum Verlassen.
too-small-short = { $needed } nötig, q beendet
just-now = gerade eben
minutes-ago = { $n ->
    [one] vor { $n } Minute
   *[other] vor { $n } Minuten
}
hours-ago = { $n ->
    [one] vor { $n } Stunde
   *[other] vor { $n } Stunden
}
days-ago = { $n ->
    [one] vor { $n } Tag
   *[other] vor { $n } Tagen
}

# Die Liste der Lektionen.
start-over-again = Noch einmal (r) vergisst, wo du in dieser Lektion warst. Jede andere Taste nicht.
minutes = { $n ->
    [one] { $n } Minute
   *[other] { $n } Minuten
}
finished = fertig
at-step = bei Schritt { $at } von { $all }
predictions-came-true = { $all ->
    [one] { $n ->
        [0] Deine eine Vorhersage traf nicht ein.
       *[other] Deine eine Vorhersage traf ein.
    }
   *[other] { $n } deiner { $all } Vorhersagen trafen ein.
}
what-counts = Eine Zahl zählt auf { $points } Punkte genau oder im Intervall des Ergebnisses, ein Bereich, wenn er das Ergebnis enthält.
brier-score = Brier-Score { $score } (0 ist am besten; immer 50 % zu sagen ergibt { $coin }).
more-above = ↑ { $n } weitere darüber
more-below = ↓ { $n } weitere darunter

look-for = suche:
nothing-found = nichts gefunden

# Die Liste der Schritte.
steps = Schritte
kind-say = Text
kind-ask = Frage
kind-train = Training
kind-reveal = Enthüllung
kind-dial = Regler
kind-draw = Zeichnen
kind-inspect = Genau hin
kind-compare = Vergleich
kind-photo = Foto
kind-card = Karte
kind-sweep = Reihe
kind-label = du selbst

# Das Ende einer Lektion.
end-of = Das Ende von „{ $lesson }“
next-lesson = Als Nächstes: { $lesson }

# Es vorher sagen.
say-a-number = Bevor du es siehst, sag eine Zahl.
say-a-choice = Bevor du es siehst, sag, welches.
specimens-awaited = Bilder …
specimens = { $n ->
    [one] Zum Beispiel:
   *[other] Von jedem ein Beispiel:
}
specimens-training = Original
specimens-augmented = augmentiert
number-missing = Tipp erst eine Zahl: Wie viele von 100?
number-too-large = Mehr als 100 von 100 geht nicht. Die Rücktaste nimmt eine Ziffer zurück.
choice-missing = Wähl erst eines: ↑ ↓, oder seine Nummer.
of-100 = von 100
how-sure = wie sicher
confidence-1 = ein Münzwurf
confidence-2 = eine Ahnung
confidence-3 = einigermaßen
confidence-4 = ziemlich
confidence-5 = fast sicher
confidence-means = { $word }, { $percent } %
confidence-sentence = { $word }: { $n } von 100 solchen treffen ein
confidence-share = der Prozentsatz: wie viele solche Vorhersagen eintreffen
said-number = { $value } %, sicher { $sure }/5
said-range = { $value } ± { $margin } %, sicher { $sure }/5
said-choice = { $choice }, sicher { $sure }/5
you-said = gesagt
it-was = es war
not-measured = nicht gemessen
came-true = eingetroffen
missed = verfehlt

# Eine Frage.
hint = Hinweis:
wrong-choice = Das nicht. Versuch ein anderes.
picture-told = [Bild: { $caption }]
wrong-choices = Diese nicht. Versuch es noch einmal.
wrong-choices-hints = Diese nicht. h zeigt einen Hinweis ({ $n } übrig).
marked-too-much = Nicht richtig: { $choices }
marked-missing = { $n ->
    [one] Eine richtige Antwort ist nicht markiert.
   *[other] { $n } richtige Antworten sind nicht markiert.
 }
asked-for-several = Markiere jede Antwort, die richtig ist; es können mehrere sein.
asked-in-poll = Hier ist keine Antwort richtig; es zählt, was du denkst.
asked-in-poll-for-several = Hier ist keine Antwort richtig; markiere so viele, wie du willst.
asked-for-text = Hier ist keine Antwort richtig. Was du schreibst, wird aufgehoben; in einer Klasse kann es lesen, wer sie leitet.
mark-an-answer = Markiere erst eine Antwort: Leertaste, oder ihre Nummer.
wrong-choice-hints = Das nicht. h zeigt einen Hinweis ({ $n } übrig).

# Ein Training.
training = Training
validation = Validierung
epochs = Epochen
loss = Verlust
accuracy-percent = richtig %
images-per-second = Bilder/s
time-left = noch { $time }
after-epoch = nach Epoche { $n }
doing-preparing = liest Bilder
doing-apart = wartet, bis die Rechner wieder erreichbar sind, die trainieren
doing-queued = { $n ->
    [one] { $n } Lauf davor
   *[other] { $n } Läufe davor
}
wait-about = etwa { $time }
run-is-joined = geteilt
run-joined = Andere sehen denselben Lauf: Er hat begonnen, bevor du ihn wolltest.
doing-training = Epoche { $epoch } von { $all }
doing-validating = Epoche { $epoch }: prüft
doing-paused = angehalten (p)
doing-failed = fehlgeschlagen
status-running = unterbrochen
status-finished = fertig
status-early-stopped = früh beendet
status-stopped = beendet
status-diverged = divergiert
column-epoch = Ep.
column-train-loss = Lernverlust
column-train-accuracy = Training %
column-validation-loss = Val.-Verlust
column-validation-accuracy = Val. %
ended = Lauf { $run }: { $how } in { $seconds } Sekunden.
ended-replayed = Lauf { $run }, wiederholt: Er wurde { $when } trainiert, mit denselben Zahlen.
ended-stopped = Lauf { $run }, beendet nach { $epochs } Epochen; von dort lässt er sich fortsetzen.
ended-diverged = Lauf { $run } ist divergiert: Der Verlust ist nicht mehr endlich. Gelernt wurde nichts; nimm eine kleinere Lernrate.
ended-diverged-kept = Lauf { $run } ist divergiert: Die Gewichte von Epoche { $epoch } bleiben.
ended-diverged-loss = Lauf { $run } ist divergiert: Sein Verlust stieg auf { $highest } und endete bei { $last }, wo Raten { $guessing } kostet, mit { $percent } % richtig. Versuch es mit einem Zehntel der Lernrate.
run-shared = Andere teilen diesen Lauf, also geht er weiter; verlassen kannst du ihn jederzeit.
all-pictures = alle
fact-data = Daten
fact-model = Modell
fact-recipe = Rezept
stands-in = Dein Modell { $file } steht hier für dieses Netz: Trainiert wird nichts. Woraus es gelernt hat, weiß mindgap nicht; was diese Lektion von hier an misst, ist, was dein Modell tut.
fact-inputs = Eingaben
fact-layers = Schichten
fact-seed = Startwert
fact-from = Ausgang
recipe-from = nachtrainiert von { $run } aus
recipe-data = { $set }: { $train } Bilder zum Lernen, { $held } zur Validierung
recipe-steps = { $epochs ->
    [one] { $epochs } Epoche
   *[other] { $epochs } Epochen
}, { $batch } Bilder je Schritt, { $optimizer }, Lernrate { $rate }
recipe-seed = { $seed }: derselbe Startwert gibt dieselben Zahlen
fact-seeds = Startwerte
recipe-seeds = { $first } bis { $last }: { $n } Netze; du siehst dem mit Startwert { $first } zu
with-seed = Startwert { $seed }
beside-it = daneben
training-beside = { $n ->
    [one] Ein weiteres Netz nach diesem Rezept wird trainiert, mit einem anderen Startwert …
   *[other] { $n } weitere Netze nach diesem Rezept werden trainiert, jedes mit einem eigenen Startwert …
}

# Wie weit Netze eines Rezepts auseinanderliegen.
spread-over-seeds = die { $n } Netze unterscheiden sich stärker, als die zufällige Wahl der Bilder erklärt: { $low } bis { $high } %, im Mittel { $mean }
spread-over-pictures = die { $n } Netze unterscheiden sich nicht stärker, als die zufällige Wahl der Bilder erklärt: { $low } bis { $high } %, im Mittel { $mean }
spread-one-seed = ein Netz: { $mean } %
spread-row = { $n } Startwerte

# Ein Regler.
picture-of = Bild { $n } von { $all }
digit-of = Ziffer { $n } von { $all }
dial-no-flag = ohne Fähnchen
dial-flag = Fähnchen { $length } der Höhe, unter { $angle }°
dial-no-bar = ohne Querstrich
dial-bar = Querstrich { $length } der Höhe
dial-closed = geschlossen
dial-top = offen um { $gap } der Höhe
dial-corruption = { $name }, Stärke { $level }
dial-before = bei 0
dial-after = bei { $at }
dial-accuracy = alle zusammen, Genauigkeit %
dial-map = Genauigkeit % von { $n } Bildern je Länge (waagerecht) und Winkel (senkrecht).
read-as = Antwort „{ $class }“

# Genau hingesehen.
tab-confusion = Verwechslungen
tab-worst = falsche zuerst
tab-groups = Gruppen
tab-calibration = Kalibrierung
tab-interval = Intervall
interval-caught = Von { $samples } Stichproben mit { $size } Bildern haben { $caught } ein Intervall, in dem { $accuracy } % liegt: das, was alle zusammen ergeben.
interval-drawn = { $samples }-mal einige dieser { $n } Antworten, zufällig gezogen (Seed { $seed }); jedes Intervall ist allein aus seiner eigenen Stichprobe berechnet.
interval-too-few = Für Stichproben sind es zu wenige Bilder: 40 sind nötig.
plain-interval-spread = Stichproben mit { $size }: von { $range } %.
tab-inside = innen
looking-inside = Schaut in das Netz …
layer-of = Schicht { $n } von { $all }
layer-conv = Faltung { $side }x{ $side }
layer-max-pool = Max-Pooling { $side }x{ $side }
layer-linear = voll verbunden
layer-logits = Logits
layer-maps = { $n } Karten von { $width }x{ $height }
layer-units = { $n } Einheiten
layer-range = { $low } bis { $high }
layer-silent = { $n } ganz null
maps-from = ab { $n }
maps-signed = Heller als der Grund: über null; dunkler: darunter.
maps-unsigned = Schwarz: null; je heller, desto größer.
filters-signed = Neben jeder Karte ihr Filter: { cells-signed }
units-signed = Eine Zelle je Einheit: { cells-signed }
weights-signed = Heller als der Grund: Tinte dort spricht für sie; dunkler: dagegen.
cells-signed = + über null, - darunter, doppelt ab halbem Höchstwert; · nahe null.
filters-head = Filter: die Gewichte der ersten Schicht, wonach jeder sucht; { $shown } von { $n }
after-epoch-of = nach Epoche { $n } von { $all }
validation-then = Validierung { $percent } %, Verlust { $loss }
numbers-only = Von dieser Epoche sind nur die Zahlen da: was es zu Bildern sagt, und seine Filter, sieht man, solange es trainiert.
filters-none = Seine erste Schicht hat kein Gewicht für jedes Pixel.
plain-filters = Seine erste Schicht hat { $n } Filter oder Einheiten mit je { $width }x{ $height } Gewichten.
plain-strongest = am höchsten in Nummer { $n }
plain-strongest-at = am höchsten in Karte { $n } ({ $place } dessen, was dort über null ist)
tab-ood = Fremdes
ood-turn = Von diesen Daten werden die anderen unterschieden: Blättere zu anderen.
ood-by-confidence = Nach Konfidenz (MSP): AUROC { $auroc } ({ $bounds }), FPR95 { $accepted } % ({ $interval }).
ood-by-energy = Nach Energie: AUROC { $auroc } ({ $bounds }), FPR95 { $accepted } % ({ $interval }).
ood-explained = AUROC: mit welcher Wahrscheinlichkeit ein Bild aus { $name } mehr Punkte hat als eines der anderen Daten; die Hälfte ist ein Münzwurf. FPR95: wie viel der anderen Daten durchginge, wo 95 % von { $name } durchgehen.
plain-ood-bin = { $low } bis { $high } % sicher: { $ours } % von { $name }, { $theirs } % von diesen
tab-attack = Angriff
tab-threshold = Schwellen
tab-label-shift = Klassenanteile
attack-budget = Budget { $budget } ({ $bytes } von 255)
attack-explained = Ein Angriff, gesucht mit den eigenen Gradienten dieses Netzes (FGSM, ein Schritt): weder Bilder aus der Welt noch deren Simulation. Kein Pixel ändert sich um mehr als das Budget; { $n } von { $all } Bildern, bei jedem Budget dieselben.
attack-order = Die, die richtig gelesen wurden; was sich am leichtesten irreführen lässt, zuerst.
attack-before = Das Bild, das sich am leichtesten irreführen lässt, ohne Angriff:
attack-after = Dasselbe unter Angriff, { $budget }:
attack-misleads-none = Kein richtig gelesenes Bild lässt sich mit einem dieser Budgets irreführen.
attack-unknown-classes = Ein Angriff führt von der wahren Klasse weg, und das Netz hat für diese Bilder keine: Blättere zu anderen Daten.
attack-of-attacked = Diese Bilder sind schon angegriffen: Blättere zu anderen Daten.
no-validation-pictures = Dieses Netz wurde ohne Validierungsbilder trainiert; so gibt es nichts, worauf eine Schwelle oder eine Temperatur gewählt werden könnte.
column-answered = Antworten %
column-at-least = Konfidenz ≥
threshold-plain = Gewählt für { $target } % richtige auf { $n } Validierungsbildern: Konfidenz ab { $sure } %. { $here }
threshold-none = Bei keiner Schwelle sind { $target } % der Antworten auf die { $n } Validierungsbilder richtig.
threshold-guaranteed = Mit Garantie (höchstens { $bound } % falsch, zu { $certain } % sicher): ab { $sure } %. { $here }
threshold-no-guarantee = Keine Garantie für höchstens { $wrong } % falsche, zu { $certain } % sicher: Auf den { $n } Validierungsbildern ist keine versuchte Schwelle gut genug. Es braucht { $least } Antworten ohne Fehler, oder mehr mit einigen.
threshold-here = Hier antwortet es auf { $coverage }, und davon sind { $right } richtig.
threshold-here-nothing = Hier antwortet es auf nichts.
threshold-promise = Eine Garantie gilt nur für Bilder wie die Validierungsbilder; für andere verspricht sie nichts.
threshold-early-stop = Auf denselben Bildern hat frühes Anhalten die Gewichte gewählt: Was versprochen wird, ist etwas zu gut.
plain-coverage = { $coverage } % beantwortet (Konfidenz mindestens { $sure } %): { $right } richtig
plain-shares = { $class }: { $learned } % im Training, { $estimated } % geschätzt, { $here } % hier
column-class = Klasse
column-learned = im Training
column-estimated = geschätzt
column-here = hier
label-shift-corrected = Richtige Antworten: { $plain } wie es ist, { $estimated } mit den geschätzten Anteilen, { $counted } mit den wahren.
label-shift-explained = Ohne Label geschätzt (EM). Das gilt, wo nur die Anteile anders sind, nicht das Aussehen der Bilder einer Klasse.
label-shift-unsettled = Die Schätzung war noch nicht zur Ruhe gekommen.
label-shift-unknown-classes = Das Netz hat für diese Bilder keine Klasse, also gibt es keine Anteile zu schätzen: Blättere zu anderen Daten.
tab-saliency = welche Pixel
tab-text = zum Mitnehmen
recall = erkannt
truth-read-as = { $truth } gelesen als { $answer }: { $n }
no-groups = Niemand hat hier notiert, welches Bild von wem ist.
column-confidence = Konf. %
column-accuracy = Genauigkeit %
of-n = von { $n }
mark-of-confidence = ◆ ist seine mittlere Konfidenz: Bei einem kalibrierten Modell endet jeder Balken dort.
confidence-and-accuracy = Mittlere Konfidenz { $sure } %, Genauigkeit { $right } %; der Kalibrierungsfehler (ECE) ist { $ece } Punkte.
explaining = Rechnet aus, wovon die Antworten abhängen …
explained = { $n }. { $truth } gelesen als { $answer }, { $sure } % sicher
explained-by-two = { $explained } ({ $second }); { $first }: { $answer }, { $sure } %
the-picture = das Bild
by-gradient = heller: zählt mehr
by-covering = Zudecken ändert etwas
how-to-read-saliency = Mitte: Pixel, deren Änderung diese Antwort am meisten ändern würde (Gradient). Rechts: wie weit seine Konfidenz fällt, wenn die Pixel dort zugedeckt sind; Orange sprach für die Antwort, Blau dagegen. Eine Karte dessen, was zählte, keine Erklärung, warum.

# Verglichen.
compared = { $first } und darunter { $second }; Unterschied in Punkten (95 %)
where-they-differ = wo sie sich unterscheiden: was { $run } sagt
differ-on = verschieden bei { $n ->
    [one] einem Bild
   *[other] { $n } Bildern
}; zu sehen ist das { $at }.: was { $second } sagt, und darunter { $first }
alike-on-all = beide sagen von jedem Bild dasselbe
from-to = { $low } bis { $high }

# Ein Foto.
path = Pfad:
type-a-path = Tipp erst den Pfad eines Bildes, oder zieh die Datei auf dieses Fenster.
digits-found = { $n ->
    [0] keine Ziffer gefunden
    [one] { $n } Ziffer gefunden
   *[other] { $n } Ziffern gefunden
}
looking-at-photo = Sieht sich das Foto an …
stage-off-first = aus; mit dem Foto ist noch nichts geschehen
stage-off-half = aus; was dunkler ist als die halbe Skala, gilt als Tinte
stage-off = aus; das ist das Bild nach „{ $stage }“
no-digit-found = Keine Ziffer wurde gefunden. Geh die Stufen durch: In welcher ging sie verloren?

# Eine Modellkarte.
model-card = Modellkarte: { $run }
fact-run = Lauf
card-measured = Gemessen, hier und jetzt
card-not-measured = Hier von niemandem gemessen
looked-at = { $data } wurde mit { $recipes } Rezepten angesehen ({ $runs } Läufen): Das beste davon sieht besser aus, als es ist, im Mittel um bis zu { $points } Punkte, wenn alle gleich gut sind. Gewählt wird auf Validierungsbildern.
seen = Im Training gesehen, also kein Test: { $slices }.
seen-slice = { $slice } ({ $what })
seen-learned = aus { $n } von { $all } Bildern wurde gelernt
seen-nearly = [{ $n } davon fast dasselbe Bild, neu gespeichert, heller oder dunkler]
seen-validated = { $n } von { $all } waren Validierungsbilder
seen-unknown = manches, woraus gelernt wurde, ist nicht mehr da; sagen kann es also niemand
looks-uncounted = Wie oft die Testdaten angesehen wurden, lässt sich nicht sagen: { $why }
card-everything-else = alles, was nicht in der Liste darüber steht
card-one-seed = Ein Startwert ({ $seed }): Ein Netz mit einem anderen kann stärker von diesem abweichen, als die Intervalle sagen.
card-empty = (noch nichts geschrieben: e)

# Eine Reihe.
knob-learning-rate = Lernrate
knob-batch = Stapel
knob-epochs = Epochen
knob-train = Bilder
knob-augment = Augmentierung
knob-model = Modell
knob-nothing = keine
sweep-plan = { $n } Läufe: { $knob } { $values }, jeweils mit den Startwerten { $seeds }.
value-and-seed = { $value }, Startwert { $seed }
column-test = Test %
means = Mittel der Validierung, %: { $means }
sweep-best = über diese { $n } Startwerte ist { $best } durchweg am besten: der niedrigste Wert liegt über dem höchsten aller anderen
sweep-none-best = über diese { $n } Startwerte ist kein Wert eindeutig der beste: { $best } und { $other } überschneiden sich
sweep-one-seed = ein Startwert je Wert: mit einem anderen könnte ein anderer Wert der beste sein
chosen-on-validation = der Beste in der Validierung: { $accuracy } % im Test, eine ehrliche Zahl
chosen-on-test = der Beste im Test: { $accuracy } %, durch Hinsehen gewählt: zu optimistisch
chosen-by-luck = von { $runs } gleich guten sieht der Beste im Mittel bis zu { $points } Punkte zu gut aus

# Du selbst.
what-is-it = Was ist das? { $n } von { $all }
nobody-times-you = Niemand stoppt die Zeit, und nichts verrät bis zum Ende, ob du recht hast.
you = du
you-read = du: { $class }
you-could-not-tell = du: ?
not-read-alike = { $n ->
    [0] Du und das Netz habt alle richtig gelesen.
    [one] eines, das du oder das Netz falsch gelesen hat
   *[other] { $n }, die du oder das Netz falsch gelesen hat
}

not-read-as-labelled = { $n ->
    [0] Du hast alle so gelesen, wie sie beschriftet sind.
    [one] eines, das du anders gelesen hast, als es beschriftet ist
   *[other] { $n }, die du anders gelesen hast, als sie beschriftet sind
}
labelled = beschriftet
explained-alone = { $n }. beschriftet als { $truth }
people = Leute
people-row = Leute, zitiert
people-cited = { $share }, zitiert: { $source }
read-so-many-as = { $n } als { $class }
read-so-many-of-as = { $n } von { $all } als { $class }
read-not-at-all = { $n } gar nicht
read-not-of-at-all = { $n } von { $all } gar nicht
you-read-so = du liest { $read }
label-doubtful = Label unklar; { $classes }: { $share } %
classes-or = { $first } oder { $last }
dial-map-judged = · von dir gelesen; ? meist als andere Klasse.

# Zeichnen.
write-a = { $digit ->
    [8] Schreib eine 8
   *[other] Schreib eine { $digit }
}
pen-width = Stift { $n }
how-to-draw = Zeichne mit der Maus. Oder beweg dich mit den Pfeiltasten: Leertaste setzt den Stift auf und hebt ihn ab.
draw-first = Zeichne erst etwas.
or-on-paper = Oder per Foto (o). { $row }
write-on-paper = Auf Papier, in dieser Reihenfolge: { $digits }
all-on-paper = Oder alle { $n } auf ein Papier, Zeile für Zeile: { $digits }
how-to-paper = Schreib sie in eine Zeile oder in zwei, mit Abstand, mit irgendeinem Stift. Fotografiere sie von oben, sodass das Blatt den größten Teil des Bildes füllt. (Oder füll ein Blatt aus, das mindgap sheet druckt: Jedes Kästchen gilt als die Ziffer, die es verlangt.) Dann zieh die Datei auf dieses Fenster, oder drück o und tipp ihren Pfad. Du siehst, was gefunden wurde, bevor etwas genommen wird. Ohne Papier: f geht weiter.
plain-how-to-paper = Auch auf Papier: Schreib die nächsten zehn in Leserichtung (oder alle, die fehlen), oder füll ein Blatt aus, das mindgap sheet druckt; fotografiere es und tipp den Pfad des Fotos. Du hörst, was gefunden wurde, bevor etwas genommen wird.
paper-done = { $n } von { $all } genommen
paper-fits = { $n ->
    [one] Eine Ziffer wurde gefunden, so viele wie gefragt. Ist sie gut ausgeschnitten, und steht sie über der Ziffer, für die sie gilt? Dann nimm sie.
   *[other] { $n } Ziffern wurden gefunden, so viele wie gefragt. Steht jede über der Ziffer, die du geschrieben hast? Dann nimm sie.
}
paper-does-not-fit = { $n ->
    [0] Keine Ziffer wurde gefunden; gefragt sind { $row }. Nichts wurde genommen. Liegt das Blatt im Licht, und ist die Schrift dunkel? Mach ein neues Foto.
    [one] Eine Ziffer wurde gefunden; gefragt sind { $row }. Nichts wurde genommen. Berühren sich Striche, oder sind sie zu blass? Mach ein neues Foto.
   *[other] { $n } Ziffern wurden gefunden; gefragt sind { $row }. Nichts wurde genommen. Ist eine zerrissen, oder ist etwas anderes auf dem Blatt; berühren sich zwei? Mach ein neues Foto.
}
paper-fits-neither = { $n ->
    [0] Keine Ziffer wurde gefunden; gefragt sind die nächsten { $row } oder alle { $left }. Nichts wurde genommen. Liegt das Blatt im Licht, und ist die Schrift dunkel? Mach ein neues Foto.
    [one] Eine Ziffer wurde gefunden; gefragt sind die nächsten { $row } oder alle { $left }. Nichts wurde genommen. Mach ein neues Foto.
   *[other] { $n } Ziffern wurden gefunden; gefragt sind die nächsten { $row } oder alle { $left }. Nichts wurde genommen. Ist eine zerrissen, oder ist etwas anderes auf dem Blatt; berühren sich zwei? Mach ein neues Foto.
}
too-pale = { $n ->
    [one] Da steht etwas, aber zu blass, um es zu lesen. Drück fester auf, nimm einen dunkleren Stift, oder fotografiere bei mehr Licht.
   *[other] Da stehen { $n } Zeichen, aber zu blass, um sie zu lesen. Drück fester auf, nimm einen dunkleren Stift, oder fotografiere bei mehr Licht.
}
paper-sheet-fits = { $n ->
    [one] Es ist ein gedrucktes Blatt mit einem beschriebenen Kästchen. Es gilt als die Ziffer, die dort verlangt ist. Ist sie gut ausgeschnitten? Dann nimm sie.
   *[other] Es ist ein gedrucktes Blatt mit { $n } beschriebenen Kästchen. Jedes gilt als die Ziffer, die dort verlangt ist; { $taken } davon werden hier genommen. Sind sie gut ausgeschnitten? Dann nimm sie.
}
paper-sheet-lacks = Es ist ein gedrucktes Blatt mit { $n } beschriebenen Kästchen, aber keines verlangt eine { $digit }, und die ist die nächste. Nichts wurde genommen. Füll mehr davon aus, oder schreib auf leeres Papier.
paper-sheet-empty = Es ist ein gedrucktes Blatt, und in keinem Kästchen steht eine Ziffer. Nichts wurde genommen.
paper-sheet-of-others = Es ist ein gedrucktes Blatt, dessen Kästchen etwas anderes als Ziffern verlangen. Nichts wurde genommen.
kept-here = Deine Ziffern werden auf diesem Rechner behalten, für Lektionen, die daraus lernen (y: nicht mehr).
kept-in-class = Deine Ziffern werden im Satz dieser Klasse behalten, im Export ohne deinen Namen (y: nicht mehr).
kept-no-longer = { $n ->
    [one] Was du schreibst, wird nicht behalten; die eine behaltene Ziffer ist vergessen.
   *[other] Was du schreibst, wird nicht behalten; die { $n } behaltenen Ziffern sind vergessen.
}
kept-nowhere = Was du schreibst, wird hier nirgends behalten außer in dieser Lektion.
tool-canvas = Fläche
tool-mouse = Maus
tool-keys = Tasten
tool-finger = Finger
tool-paper = Papier
tools-apart = { $one } minus { $other }: { $points } Punkte ({ $low } bis { $high })
tools-unclear = { $apart }, nichts entschieden
what-it-sees = was das Netz sieht
your-hand = Deine Hand
nothing-drawn = nichts wurde geschrieben
by-digit = je Ziffer

# Was gemessen wurde.
measuring = Das Modell liest die Bilder …
measuring-failed = Das ließ sich nicht messen.
worst-first = falsche zuerst
as-they-come = wie sie kommen
right = richtig
it-is = es ist
accuracy = Genauigk.
interval = Intervall
correct-of = richtig
confidence = Konfidenz
confidence-on-average = im Mittel { $all } %
confidence-and-when-wrong = im Mittel { $all } %, wo falsch { $wrong } %
reveal-confidence = Konfidenz, wo es irrte
reveal-accuracy = Genauigkeit %
mark-of-guess = ◆ gesagt
inputs = Quelle
digest = Prüfsumme

# Zeile für Zeile. Was man tippen kann:
plain-word-lesson = eine Nummer
plain-word-anew = n und eine Nummer
plain-word-enter = Enter
plain-word-choose = die Nummer einer Antwort
plain-word-mark = die Nummern aller Antworten, die du meinst, etwa 1 3
plain-word-lines = deine Antwort, Zeile für Zeile; eine leere Zeile gibt sie ab
plain-word-answer = die Antwort
plain-word-number = eine Zahl von 100, oder ein Bereich wie 80-90
plain-word-choice = die Nummer deiner Wahl, oder ihr Name
plain-word-points = Punkte
plain-word-width = + oder -
plain-word-class = die Klasse
plain-word-slice = eine Nummer, oder zwei (die zweite: ab welchem Bild)
plain-word-pixels = w und eine Nummer, oder zwei (die zweite: welches Bild)
plain-word-inside = i und eine Nummer, oder zwei (die zweite: welches Bild)
plain-word-setting = eine Einstellung, vielleicht mit der Nummer eines Bildes
plain-word-knob = die Nummer eines Knopfes und ein Wert
plain-word-angle = eine Einstellung und ein Winkel, vielleicht mit der Nummer eines Bildes
plain-word-stage = eine Nummer
plain-word-try = t und eine Nummer
plain-word-path = ein Pfad
plain-word-digit = d und eine Nummer
plain-word-sentence = alles andere
plain-word-jump = j und eine Nummer
plain-hint-characters = v zeichnet sie in Zeichen.
plain-again = den Schritt noch einmal sagen
plain-characters = die Bilder, die zuletzt beschrieben wurden, in Zeichen zeichnen
    .label = Bilder in Zeichen
plain-more = was getippt werden kann
    .label = Hilfe
plain-no-number = „{ $text }“ ist weder eine Zahl von 0 bis 100 noch ein Bereich daraus, etwa 80-90.
plain-no-choice = „{ $text }“ steht nicht zur Wahl. Tippe die Zahl vor einer der Antworten.
plain-not-understood = „{ $text }“ geht hier nicht. Was geht, steht darunter; ? sagt mehr.
plain-list-again = die Liste noch einmal sagen
plain-now = Verlust { $loss } und { $accuracy } % richtig auf Trainingsbildern
plain-runs-over = { $n } von { $all } Trainings sind zu Ende; jetzt
plain-paused = Das Training ist angehalten; g lässt es weitergehen.
plain-resumed = Das Training geht weiter.
plain-still = Noch nicht fertig.
plain-too-early = „{ $text }“ kommt zu früh: Was gerade läuft, muss erst zu Ende sein. Tippe es dann noch einmal; ? sagt, was inzwischen geht.
plain-goes-on = Das Training geht weiter, solange mindgap offen ist. Was gelernt ist, bleibt, und es geht weiter, wenn du in diese Lektion zurückkommst.
plain-first-step = Das ist der erste Schritt.
course-fall = Der Trainingsverlust fällt von { $from } auf ein Mittel von { $to } in der letzten Epoche; neun Zehntel davon in den ersten { $soon } von { $all } Epochen.
curves-head = Trainingsverlust (Nats), Seed { $seed }
curves-clipped = höhere am oberen Rand
curves-none = Noch hat kein Lauf einen Verlust genannt.
course-no-fall = Der Trainingsverlust fällt nicht: anfangs { $from }, im Mittel der letzten Epoche { $to }.
course-flat = Ab Epoche { $epoch } ist die Kurve flach: Sie bleibt in einem Zwanzigstel dieses Falls.
course-above = Am Ende liegt der Verlust auf Validierungsbildern ({ $validation }) über dem Mittel der letzten Epoche auf Trainingsbildern ({ $training }).
course-below = Am Ende liegt der Verlust auf Validierungsbildern ({ $validation }) unter dem Mittel der letzten Epoche auf Trainingsbildern ({ $training }).
course-turn = Auf Validierungsbildern ist er nach Epoche { $epoch } am kleinsten ({ $lowest }) und endet bei { $last }.
plain-no-picture = Noch kein Bild wurde beschrieben.
plain-no-more-pictures = Mehr Bilder gibt es nicht.

# Was gesagt wird.
plain-measured = Gelesen { $n } von { $all }: { $name }.
plain-training = Trainiert …
plain-epoch = Epoche { $epoch }: Trainingsverlust { $loss }, Training { $training } %, Validierung { $held } %.
plain-correct-answer = Richtig: { $choice }
plain-wrong = (nein)
plain-no-hint = Es gibt keinen Hinweis.
plain-difference = Unterschied { $by } Punkte
plain-angles = Auch nach Winkeln von { $first } bis { $last } Grad kannst du fragen.
plain-answer = Es ist { $truth }. Das Netz sagt { $said }.
plain-answer-in-doubt = Gezeichnet ist sie als { $truth }. Das Netz sagt { $said }.
plain-bin = { $low } bis { $high } % sicher: { $right } % richtig, von { $n }
plain-by-gradient = Am meisten zählen seine Pixel { $place } (Gradient).
plain-by-covering = Was für die Antwort sprach, ist { $place } (Zudecken).
plain-against = Was dagegen sprach, ist { $place }.
plain-ninth = { $row } { $column }: { $share } %
plain-try = t { $n }: { $name }
plain-stage-off = aus
plain-stage-idle = nichts zu tun
plain-read = Gelesen: { $digits }.
plain-all-of-them = Alle Bilder: { $metrics }
plain-validation = Validierung { $percent } %
plain-test = Test { $percent } %
plain-sentence = Dein Satz: { $text }
plain-how-to-draw = Die Fläche hat zehn Spalten und zehn Zeilen, von 0 bis 9 gezählt, von links und von oben. Ein Punkt ist seine Spalte und seine Zeile: 50 ist oben in der Mitte. Eine Reihe von Punkten ist ein Strich; / hebt den Stift ab. 20 70 49 ist also eine 7, und 50 59 eine 1.
plain-written = Deine { $digit } wurde als { $class } gelesen, { $sure } % sicher.
plain-live = Gerade sagt es { $class }, { $sure } % sicher.

# Was ein Bild zeigt.
looks-coloured = Ein farbiges Bild: oben { $upper }, in der Mitte { $middle }, unten { $lower }.
looks-even = Ein gleichmäßiges Bild: Nichts hebt sich ab.
looks-dark-on-bright = Dunkel auf hellem Grund.
looks-ink = Die Tinte ist { $width } Pixel breit und { $height } hoch, { $lean }, und bedeckt { $share } % des Bildes.
leans-right = um { $degrees }° nach rechts geneigt
leans-left = um { $degrees }° nach links geneigt
upright = aufrecht
looks-parts = { $n ->
    [one] Ein Stück
   *[other] { $n } Stücke
}
no-hole = kein Loch
one-hole = ein Loch { $place }
holes = { $n } Löcher ({ $places })
specks = { $n ->
    [one] ein Fleckchen
   *[other] { $n } Fleckchen
}
looks-crossings = Striche, die eine waagrechte Linie trifft: { $high } nach einem Viertel, { $middle } auf halber Höhe, { $low } nach drei Vierteln.
in-the-upper-third = im oberen Drittel
in-the-middle = in der Mitte
in-the-lower-third = im unteren Drittel
at-the-left = links
at-the-centre = mittig
at-the-right = rechts
colour-black = schwarz
colour-grey = grau
colour-white = weiß
colour-red = rot
colour-brown = braun
colour-orange = orange
colour-yellow = gelb
colour-green = grün
colour-turquoise = türkis
colour-blue = blau
colour-purple = lila

# Woraus ein Lauf besteht, ganz.
fact-depth = verborgene Schichten
fact-parameters = Parameter
fact-augment = Augmentierung
fact-early-stop = vorzeitiges Ende
fact-operations = Operationen
fact-weights = Gewichte
fact-program = Programm
fact-time = Zeit
layers-convolutions = { $n ->
    [one] 1 Faltung
   *[other] { $n } Faltungen
}
layers-linear = { $n } linear
layers-hidden = { $n ->
    [0] keine: nur eine lineare Ausgabeschicht
   *[other] { $n }: { $kinds }; Pooling, Aktivierungen und die Ausgabeschicht zählen nicht
}
augment-none = keine: jedes Bild, wie es ist
early-stop-none = keines: alle Epochen
early-stop-after = { $n ->
    [one] nach 1 Epoche ohne besseren Validierungsverlust
   *[other] nach { $n } Epochen ohne besseren Validierungsverlust
}
weights-of-epoch = die nach Epoche { $n }

# Was Ausschnitte sind, und wie sie gelesen wurden.
inputs-real = echte Bilder
inputs-rendered = von einem Programm gezeichnet, nach dem, was Menschen schrieben oder zeichneten
inputs-simulated = echte oder gezeichnete Bilder, von einem Programm verändert
inputs-attack = von einem Programm verändert, damit dieses Netz irrt
slice-drawn = { $n } von { $all }, gezogen mit Startwert { $seed }
slice-altered = verändert mit { $how }
bars-caption = Richtig gelesen, mit dem 95-%-Intervall
bars-slice = Bilder
bars-accuracy = richtig
bars-interval = Intervall, %
bars-right = wie viele
bars-legend = Der Balken ist, was richtig gelesen wurde; der dünne Strich darin das 95-%-Intervall.
bars-legend-said = Der Balken ist, was richtig gelesen wurde; der dünne Strich darin das 95-%-Intervall; der aufrechte Strich, was vorher gesagt wurde.
mistaken = { $truth } gelesen als { $answer }, { $sure } % sicher
report-headline = Ich sagte: { $said }. Es waren { $found }.
report-mistakes = { $slice }: einiges, was unter den ersten { $n } Bildern falsch gelesen wurde; von jeder Verwechslung das, wobei es am sichersten war.
report-same-run = Dasselbe Netz wie in „{ $lesson }“ (Lauf { $run }): Rezept und Kurve stehen dort.
report-right = richtige Antwort
report-brought = Ein anderswo trainiertes Modell, { $file }, stand hier für die Netze der Lektionen.
report-said = ich sagte
report-i = ich
report-hand = Meine Hand
report-came-true = { $all ->
    [one] { $n ->
        [0] Meine eine Vorhersage traf nicht ein.
       *[other] Meine eine Vorhersage traf ein.
    }
   *[other] { $n } meiner { $all } Vorhersagen trafen ein.
}

# Die Modellkarte eines Laufs, als Seite.
card-made = Gemacht am { $day } mit mindgap { $version }, das jede Genauigkeit hier auf dem Rechner gemessen hat, der das schrieb.
card-details = Das Modell
card-use = Wofür es gedacht ist
card-factors = Wovon es abhängt
card-metrics = Maße
card-evaluation-data = Daten zum Messen
card-training-data = Daten zum Lernen
card-training = Training
card-analyses = Gemessen
card-ethics = Ethische Überlegungen
card-caveats = Vorbehalte und Empfehlungen
card-not-measured-here = Nicht gemessen
card-sentence = In eigenen Worten
fact-classes = Klassen
fact-file = Datei
fact-producer = geschrieben von
fact-shows = zeigt
fact-origin = Herkunft
fact-citation = zu zitieren
fact-changes = verändert
card-output = Ausgabe
card-logits = { $n } Logits, eines für jede Klasse in dieser Reihenfolge; Softmax macht daraus Wahrscheinlichkeiten
card-made-on = gemacht am
card-licence = Lizenz
card-licence-unsaid = hat niemand gesagt; wer das Netz weitergibt, sagt sie mit --licence
card-input = { $width } × { $height } Pixel, { $channels ->
    [1] grau
   *[other] { $channels } Kanäle
}, Bytes als 0..1
card-normalised = weniger { $mean }, geteilt durch { $std }
card-take-along = Zum Mitnehmen und zum Ausprobieren:
card-reads = Es liest { $percent } % ({ $interval }) von { $n } Bildern aus { $slice } richtig.
card-use-is = Es sagt, welche Klasse ein Bild zeigt, das aussieht wie die von { $set }: { $classes }.
card-use-brought = Wofür es gemacht ist, kann nur sagen, wer es trainiert hat. Hier wurde es gemessen, um zu zeigen, was es mit Bildern tut, die es nicht kennt.
card-use-by = Es ist zum Lernen und Lehren gemacht: für alle, die sehen wollen, was ein kleines Netz mit Bildern tut, die es nicht kennt.
card-out = Es ist nicht gedacht für:
card-out-none = Bilder, die keine seiner Klassen zeigen: Dafür hat es keine Antwort und nennt trotzdem eine seiner Klassen
card-out-other = Bilder anderer Herkunft als die unten gemessenen: Wie es auf ihnen abschneidet, ist nicht bekannt
card-out-people = Entscheidungen über Menschen, Geld oder Noten
card-factors-are = Wie gut es liest, hängt davon ab, wer die Bilder gemacht hat und womit. Gemessen wurde auf:
card-metric-accuracy = Genauigkeit: der Anteil der Bilder, deren wahrscheinlichste Klasse die richtige ist
card-metric-interval = 95-%-Intervall: das von Wilson über Bilder oder, wo Bilder in Gruppen kommen (Schreiber, Schriften), das über Gruppen, je nachdem, welches breiter ist
card-metric-confidence = Konfidenz: die Wahrscheinlichkeit, die es seiner Antwort gibt, im Mittel, und im Mittel da, wo es irrt
card-brought-data = Es wurde anderswo trainiert. Dass es aus { $set } gelernt hat, sagt, wer es mitgebracht hat, oder wurde durch Ausprobieren gefunden; es kann aus mehr gelernt haben oder aus weniger.
card-data-gone = Die Daten, aus denen es gelernt hat ({ $set }), sind nicht mehr auf diesem Rechner.
card-brought-recipe = Es wurde anderswo trainiert: Sein Rezept ist hier nicht bekannt.
card-same-set = { $data } ist der Teil von { $set }, der zum Testen zurückgehalten wird; woher er kommt, steht bei den Daten zum Lernen.
card-before = Davor: Lauf { $run }
card-seconds = { $n } s Training und Validierung auf dem Rechner, der es gemacht hat
card-to-know = Zu wissen, bevor eine Zahl darauf zitiert wird:
card-seed = dieses Netz, Startwert { $seed }
card-by-class = { $slice }: Klasse für Klasse
card-class = Klasse
card-by-group = { $slice }: die Gruppen, die am schlechtesten gelesen wurden, von { $n }
card-group = Gruppe
card-mistakes = { $slice }: einiges, was es unter { $n } Bildern falsch las; von jeder Verwechslung das, wobei es am sichersten war.
card-ethics-people = Die Bilder, aus denen es gelernt hat, haben bestimmte Menschen an bestimmten Orten zu bestimmten Zeiten gemacht. Wie es die von anderen liest, zeigt sich nur, wo das gemessen wird, und von selbst sagt es das nicht.
card-ethics-licence = Die Lizenz von { $set }, woraus es gelernt hat: { $licence }
card-ethics-groups = Ob es manche Menschen schlechter liest als andere, zeigt sich nur, wo die Daten sagen, wer was gemacht hat.
card-learned-caveat = Aus manchem, was gemessen wurde, hat es gelernt; das ist gekennzeichnet und kein Test.
card-tried = Wie es seine Bilder haben will, wurde aus mehreren Formen an { $n } Trainingsbildern gewählt, von denen es { $correct } richtig las.
card-day = Eine Zahl gilt für diese Bilder, dieses Netz und diesen Tag; miss auf eigenen Bildern nach, bevor du dich darauf verlässt.
card-not-seeds = Netze desselben Rezepts mit anderen Startwerten
card-not-training = woraus es gelernt hat, und wie
card-not-altered = befleckte, unscharfe, linierte oder sonst veränderte Bilder
card-not-attack = Bilder, die so verändert wurden, dass es irrt
card-not-none = Bilder, die keine seiner Klassen zeigen
card-not-groups = einzelne Schreiber oder andere Gruppen von Menschen
card-not-own = deine Bilder
card-not-time = wie lange eine Antwort auf anderen Rechnern dauert und was sie an Energie braucht
card-not-kept-seeds = { $n ->
    [one] 1 weiteres Netz dieses Rezepts, das hier aufgehoben ist (--group misst es mit)
   *[other] { $n } weitere Netze dieses Rezepts, die hier aufgehoben sind (--group misst sie mit)
}
card-sentence-from = Geschrieben in der Lektion „{ $lesson }“.
card-no-sentence = Hier hat noch niemand etwas geschrieben. Was würdest du jemandem sagen, der es benutzen will?

# Ein Bericht.
report-title = Was ich in „{ $pack }“ getan habe
report-made = Gemacht am { $day } mit mindgap { $version }. Jede Zahl wurde auf dem eigenen Rechner gemessen.
report-empty = Noch keine Lektion wurde geöffnet.
report-confidence = Wie sicher ich war, und wie oft ich recht hatte
report-hints = Hinweise
report-prediction = Vorhersage
report-read = Bilder, die ich selbst gelesen habe

# Eine Aufgabe.
your-answer = deine Antwort:
type-an-answer = Tipp erst eine Antwort.
wrong-answer = Das nicht. Versuch es noch einmal.
wrong-answer-hints = Das nicht. Tab gibt einen Hinweis ({ $n } übrig).
plain-wrong-answer = Das nicht. h gibt einen Hinweis ({ $n } übrig).
kind-solve = Aufgabe

# Eine Aufgabe, für die trainiert wird.
kind-exercise = Aufgabe
exercise-knob = { $knob }: { $values }; jetzt { $now }
exercise-goal = Ziel: { $goal }.
exercise-validation = Validierungsgenauigkeit
goal-above = { $what } mindestens { $low } %
goal-below = { $what } höchstens { $high } %
goal-between = { $what } von { $low } bis { $high } %
exercise-met = erreicht das Ziel
exercise-unmet = erreicht das Ziel nicht
exercise-best = bester Versuch: { $percent } %
exercise-seconds = { $seconds } s
exercise-untried = Ziel: noch nichts versucht.
exercise-met-with = Ziel erreicht, mit Versuch { $n } von { $all }.
exercise-unmet-after = { $n ->
    [one] Ziel nicht erreicht, nach einem Versuch.
   *[other] Ziel nicht erreicht, nach { $n } Versuchen.
}
exercise-chosen = { $n ->
    [one] Ein Lauf wurde versucht, gewählt wurde also nichts: eine ehrliche Zahl.
   *[other] Der beste von { $n } Versuchen, gewählt ohne den Test, der einmal geöffnet wurde: eine ehrliche Zahl.
}
exercise-tried-before = Diese Knöpfe hast du schon versucht; dreh an einem.
exercise-turned = { $knob }: { $now }
exercise-column-knobs = Versuche (* der beste)
exercise-turn-one = Dreh an einem Knopf.
exercise-column-seconds = s

# Die Läufe.
key-runs = alle Läufe ansehen: Kurven, zwei nebeneinander, Namen, Kopien
    .label = Läufe
key-mark = die anderen neben diesem zeigen, oder wieder allein
    .label = vergleichen
key-rename = den Lauf benennen; ohne Namen verliert er ihn
    .label = Name
key-export = mitnehmen (.safetensors für PyTorch, .onnx, .ipynb)
    .label = sichern
key-delete = den Lauf und seine Gewichte löschen; Lektionen trainieren ihn neu, wenn sie ihn brauchen
    .label = löschen
runs-title = Läufe: { $n }
runs-empty = Es gibt noch keine Läufe: Trainiere einen in einer Lektion.
runs-unreadable = { $n ->
    [one] { $n } Lauf ist nicht lesbar
   *[other] { $n } Läufe sind nicht lesbar
}: `mindgap runs list` sagt, warum.
runs-delete-again = Noch einmal (d) löscht den Lauf und seine Gewichte. Jede andere Taste lässt ihn.
runs-name = sein Name:
runs-file = mitnehmen in die Datei:
runs-written = { $file }: geschrieben.
runs-alike = dieselben Daten, dasselbe Modell, dasselbe Rezept
runs-beside = Was verschieden ist: { $first } und darunter { $second }

# Ein Paket, das geschrieben wird.
pack-broken = So, wie es zuletzt gesichert wurde, kann das Paket nicht gespielt werden (esc: was vorher da war).

# Was ein Paket von sich sagt.
glossary = Wörter
wanted-before = nach { $lessons }

# Ein Workshop über SSH.
access-welcome = Das ist ein Workshop mit mindgap. Der Code der Klasse steht auf dem Bildschirm der Kursleitung.
access-code = Code der Klasse:
access-braked = Gerade kamen zu viele falsche Codes. Versuch es in { $n } Sekunden wieder.
access-full = mindgap: alle { $n } Verbindungen dieses Workshops sind belegt. Versuch es in einer Minute wieder, oder frag die Lehrenden.
access-full-here = mindgap: alle { $n } Verbindungen, die eine Adresse haben darf, sind belegt. Versuch es in einer Minute wieder, oder frag die Lehrenden.
access-dumb = Auf diesem Terminal (TERM=dumb) kann nichts gezeichnet werden. Verbinde dich mit ssh -T, dann kommen die Lektionen Zeile für Zeile.
access-no-commands = mindgap führt hier Lektionen aus, keine Befehle: ohne Befehl verbinden.
access-no-files = mindgap führt hier Lektionen aus: es gibt keine Dateien zu kopieren.
door-welcome = Willkommen im Workshop. Die anderen im Raum sehen deinen Namen.
door-name = dein Name:
door-name-keys = Enter geht weiter · Strg-C verlässt
door-not-a-name = Ein Name besteht aus Buchstaben und Ziffern, höchstens { $n } Zeichen.
door-known = { $name } war schon hier. Wenn du das bist, gib deinen Code ein.
door-code = dein Code:
door-code-keys = Enter geht weiter · Esc anderer Name · Strg-C verlässt
door-wrong-code = Das ist nicht der Code zu diesem Namen.
door-wait = Zu viele falsche Codes für diesen Namen: eine Minute warten.
door-too-many = Zu viele falsche Codes. Frag die Kursleitung nach einem neuen.
door-hello = Hallo { $name }!
door-your-code = Dein Code ist { $code }. Mit deinem Namen und diesem Code kommst du von jedem Rechner dorthin zurück, wo du warst.
door-key-is-enough = Von diesem Rechner aus reicht dein SSH-Schlüssel.
door-browser-is-enough = In diesem Browser kommst du ohne ihn zurück.
door-welcome-keys = Enter öffnet die Lektionen
seat-bye = Bis bald. Verbinde dich wieder, und du bist, wo du warst.
seat-taken-over = Du bist von woanders hereingekommen, darum ist dieses Fenster geschlossen. Nichts ist verloren.
seat-hosts-apart = Die Rechner dieses Workshops erreichen einander gerade nicht. Nichts ist verloren, und du kommst herein, sobald sie es tun.
door-others-away = Dieser Rechner erreicht die anderen gerade nicht, und dort kann jemand diesen Namen haben: Versuch es gleich noch einmal. Wer schon einen Namen hat, kann herein.
seat-held-elsewhere = Dein Platz ist auf einem Rechner dieses Workshops, der nicht antwortet. Gleich ist er hier, wie du ihn verlassen hast.
seat-unstored = vorerst hier gesichert
seat-apart = getrennt: vorerst hier gesichert
seat-idle = Lange hat niemand eine Taste berührt, darum ist dieses Fenster geschlossen. Verbinde dich wieder, und du bist, wo du warst.
seat-shutdown = Der Workshop ist zu Ende. Alles, was du getan hast, ist gespeichert.
seat-blocked = Die Kursleitung lässt dich nicht herein.
seat-none-left = Es sind keine Plätze mehr frei. Frag die Kursleitung.
seat-not-kept = Was du tust, kann gerade nicht gesichert werden. Die Lehrenden erfahren es; versuch es in einer Minute wieder.
seat-was-lost = Deine letzte Verbindung ging verloren; alles ist wie zuvor. Sieht das alte Terminal seltsam aus? Tippe dort reset.
seat-kicked = Die Kursleitung hat deinen Platz geschlossen. Alles, was du getan hast, ist gespeichert; du darfst wiederkommen.
seat-eyes = Bitte zur Kursleitung schauen. Tasten tun gerade nichts; Trainings laufen weiter.
seat-message-keys = (eine Taste geht weiter)
seat-joined = Die Kursleitung hat deine beiden Namen zusammengelegt. Alles, was du getan hast, ist gespeichert: Komm wieder herein, unter einem von beiden.
seat-screen-asked =
    Die Kursleitung bittet darum, deinen Bildschirm zu sehen, um dir zu helfen.
seat-screen-keys = Y (groß) zeigt ihn, bis du Strg-X drückst; Esc nicht.
seat-screen-seen = die Kursleitung sieht das (Strg-X beendet es)
seat-screen-over = Die Kursleitung sieht deinen Bildschirm nicht mehr.
lesson-closed = Die Kursleitung hat diese Lektion noch nicht geöffnet.
door-consent = Ziffern, die du in Lektionen zeichnest, können Teil einer Testmenge dieser Klasse werden; sie bleibt auf diesem Rechner, und was daraus mitgenommen wird, trägt keinen Namen.
talk-consent = Dürfen deine? j oder n:
talk-yes = j
talk-call = ruf
talk-call-help = Die Zeile „ruf“, mit einem Satz oder allein, bittet die Kursleitung um Hilfe; noch einmal „ruf“ bittet nicht länger.
talk-eyes = Bitte zur Kursleitung schauen. Trainings laufen weiter.
talk-broken = Etwas ist kaputtgegangen, und dieses Gespräch ist zu Ende. Verbinde dich wieder: Nichts ist verloren.
talk-no-desk = Das Pult braucht ein Terminal: ohne -T verbinden.
door-consent-yes = Meine dürfen (Leertaste).

# Das Pult der Kursleitung.
help-coming = Gleich kommt jemand zu dir.
help-answer = An dich: { $text }
help-withdrawn = Du fragst nicht mehr nach Hilfe.
help-waits = Hilfe: { $n ->
    [0] du bist als Nächstes dran
    [one] 1 vor dir
   *[other] { $n } vor dir
}
help-ask = Wobei brauchst du Hilfe? Ein Satz, oder nichts.
help-keys = Enter fragt; Esc nicht
door-help = Strg-G ruft jederzeit um Hilfe.
desk-help = Wer um Hilfe bat
desk-roster = Alle, die je hier waren
desk-asks = { $n ->
    [one] 1 bittet um Hilfe
   *[other] { $n } bitten um Hilfe
}
desk-asks-for-help = bittet um Hilfe
desk-no-help = Niemand bittet um Hilfe.
desk-answer-to = an { $name }:
desk-rename-to = { $name } heißt:
desk-name-taken = Jemand anderes heißt { $name }.
desk-no-name = Das ist kein Name: 1 bis { $n } Buchstaben.
desk-kick-again = Noch einmal (k) schließt den Platz von { $name }.
desk-code-again = Noch einmal (c) macht einen neuen Code für { $name }; der alte gilt dann nicht mehr.
desk-let-in = { $name } darf wieder herein.
desk-blocked = ausgesperrt
desk-here = hier
desk-key-answer = antworten
desk-key-need = wer Hilfe braucht
desk-key-let-in = wieder hereinlassen
desk-key-rename = umbenennen
desk-by-need = nach Bedarf sortiert
desk-column-finished = fertig
desk-column-waits = wartet
desk-column-asks = bittet um
desk-class = Die Klasse
desk-predictions = Was die Klasse gesagt hat
desk-set = Die Testmenge der Klasse
desk-notes = Sprechnotizen
desk-machines = Rechner
desk-apart = seit { $time } getrennt
desk-column-machine = Rechner
desk-column-work = was er tut
desk-front = { $n ->
    [one] dort sitzt eine Person
   *[other] dort sitzen { $n } Lernende
}
desk-worker = { $n ->
    [0] trainiert nichts
    [one] trainiert ein Netz
   *[other] trainiert { $n } Netze
}
desk-waiting = { $n ->
    [0] Kein Training wartet auf einen Worker.
    [one] Ein Training wartet auf einen Worker.
   *[other] { $n } Trainings warten auf einen Worker.
}
desk-waited = Die Hälfte der letzten Trainings wartete { $time } oder kürzer.
desk-no-worker = Kein Worker ist da: Trainings warten, bis einer mit mindgap worker beginnt.
desk-present = { $n } hier, { $away } weg
desk-wrong-codes = { $n } falsche Codes
desk-braked = Raten ist gebremst: { $n } ungehört
desk-refused = { $n } abgewiesen
desk-phones = { $n ->
    [one] 1 Handy
   *[other] { $n } Handys
}
desk-browser = im Browser
desk-open = Lektionen 1 bis { $n } sind offen
desk-eyes = alle schauen zu dir
desk-nobody = Noch niemand ist hier. Was Lernende wissen müssen, steht auf dem Bildschirm des Servers.
desk-column-name = Name
desk-column-lesson = Lektion
desk-column-step = Schritt
desk-column-for = seit
desk-column-doing = was geschieht
desk-away = getrennt; der Platz wird freigehalten
desk-measuring = misst
desk-failed = etwas ist fehlgeschlagen
desk-stuck = kommt vielleicht nicht weiter
desk-answering = muss antworten
desk-looking = liest oder schaut
desk-quiet = keine Taste seit { $time }
desk-nothing-said = In dieser Lektion hat noch niemand etwas gesagt.
desk-question = Frage { $at } von { $all }
desk-measured = gemessen
desk-right = richtig
desk-answered = { $n ->
    [one] Ein Lernender hat geantwortet.
   *[other] { $n } Lernende haben geantwortet.
 }
desk-it-was = Es waren
desk-hits = { $n } von { $all } haben es richtig gesagt.
desk-no-notes = Zu dieser Lektion gibt es keine Notizen.
desk-message = an alle:
desk-block-again = Noch einmal (b) schließt { $name } aus.
desk-new-code = Der neue Code von { $name } ist { $code }.
desk-exported = { $folder }: geschrieben.
desk-bye = Der Workshop geht ohne dich am Pult weiter.
desk-key-view = was gezeigt wird
desk-key-message = etwas sagen
desk-key-eyes = zu mir schauen
desk-key-time = Zeit
desk-key-lessons = Lektionen öffnen, schließen
desk-key-names = Namen
desk-key-export = mitnehmen
desk-key-code = neuer Code
desk-key-kick = Platz schließen
desk-key-block = ausschließen
desk-key-tell = sagen, was gezeichnet wurde
desk-key-leave = verlassen
desk-screen = Bildschirm von { $name }
desk-screen-keys = Esc zurück  Pfeile bewegen  a antworten  m etwas sagen
desk-screen-asked = { $name } wird gefragt, ob du den Bildschirm sehen darfst. Esc fragt nicht länger.
desk-screen-refused = { $name } möchte den Bildschirm nicht zeigen. Esc geht zurück.
desk-screen-ended = { $name } zeigt den Bildschirm nicht mehr, oder hat keinen. Esc geht zurück.
desk-no-screen = { $name } hat gerade keinen Platz.
desk-is-blocked = { $name } ist ausgesperrt.
desk-join-to = { $name } ist dieselbe Person wie:
desk-cohort-of = Gruppe von { $name } (nichts: der Tag, an dem sie zuerst kamen):
desk-filter = nur die mit:
desk-filtered = nur „{ $text }“
desk-cohort = Gruppe { $name }
desk-all-cohorts = alle Gruppen
desk-nobody-called = Niemand heißt { $name }.
desk-same-person = { $name } heißt schon so.
desk-joined = { $from } ist jetzt { $into }; u nimmt es zurück.
desk-nothing-to-undo = Es gibt nichts zurückzunehmen.
desk-undone = { $name } ist wie zuvor.
desk-column-cohort = Gruppe
desk-key-keys = alle Tasten
desk-key-watch = Bildschirm ansehen
desk-key-filter = suchen
desk-key-cohorts = gezeigte Gruppe
desk-key-cohort = Gruppe von einem
desk-key-join = dieselbe Person
desk-key-undo = zurücknehmen
set-empty = Die Klasse hat noch nichts gezeichnet, das ein Netz gelesen hat.
set-total = Eure Klasse hat { $drawn } Ziffern geschrieben; die Modelle haben { $read } davon richtig gelesen.
set-learners = Je Person, ohne Namen: { $shares }
set-own = Von deinen: { $read } von { $drawn }.
export-title = { $pack }: was die Klasse gesagt hat
export-cohort = Gruppe { $name }
export-learners = { $n ->
    [one] { $n } Lernende(r)
   *[other] { $n } Lernende
}
handout-learner = Für Lernende. Fülle die Lücken, kreuze an, und sag eine Zahl, bevor du eine siehst.
handout-teacher = Für Lehrende: mit Antworten, Hinweisen, Schlüssen und Notizen.
handout-otherwise = sonst
handout-minutes = ({ $n } Minuten)
handout-step = Schritt { $n }: { $kind }
handout-hints = Hinweise:
handout-of-100 = Ich sage: ______ von 100
handout-sure = Wie sicher, von 1 (wie ein Münzwurf) bis 5 (fast gewiss): ____
handout-answer = Antwort: { $answer }
class-changed = die Datei wurde geändert, nachdem mindgap sie geschrieben hat
class-other-edition = in einer anderen Ausgabe von { $pack } gemacht: Zeilen passen vielleicht nicht zu deren Schritten
class-to-come = sie hat Zeiten, die noch kommen: eine falsche Uhr oder eine geänderte Datei
class-contradiction = { $lesson }, Schritt { $step }: richtig genannt, was die Antwort nicht ist, oder umgekehrt
class-same-work = auf die Sekunde dieselbe Arbeit wie in { $files }{ $more ->
    [0] {""}
   *[other] {" "}und { $more } weiteren
}
class-title = { $pack }: was abgegeben wurde
class-caption = Die Klasse
class-learner = Lernende(r)
class-lessons = fertige von geöffneten Lektionen
class-came-true = eingetroffene Vorhersagen
class-right = richtige Antworten
class-right-at-once = richtig beim ersten Versuch
class-last = zuletzt gesichert (UTC)
class-step = Schritt
class-question = Frage
class-said = gesagt
class-measured = gemessen
class-verdict = traf zu
class-tries = Versuche
class-is-right = richtig
class-is-wrong = nicht richtig
fewer-pictures = Trainings lernen in diesem Workshop aus höchstens { $n } Bildern, was auch immer ein Text sagt; was gilt, steht auf der Seite vor jedem Training.

# Namen von Klassen und Auswahlen, nach dem, wie sie in Daten heißen und in dem, was gemerkt wird.
name-t-shirt-top = T-Shirt/Top
name-trouser = Hose
name-pullover = Pullover
name-dress = Kleid
name-coat = Mantel
name-sandal = Sandale
name-shirt = Hemd
name-sneaker = Turnschuh
name-bag = Tasche
name-ankle-boot = Stiefelette
name-airplane = Flugzeug
name-automobile = Auto
name-bird = Vogel
name-cat = Katze
name-deer = Hirsch
name-dog = Hund
name-frog = Frosch
name-horse = Pferd
name-ship = Schiff
name-truck = Lastwagen
name-empty = leer
name-never = nie

# Das Handy.
photo-sent = von deinem Handy, { $n }
can-phone = dein Handy als Kamera oder als Stift nehmen
    .label = Handy
key-phone-end = zurück; dein Handy kommt herein, solange du in diesem Schritt bleibst
    .label = zurück
plain-word-phone = handy
plain-phone = Öffne auf deinem Handy { $address } und tippe dort diesen Code ein: { $code }.
plain-phone-expired = Eine Weile kam kein Handy, darum kann keines mehr herein. Tippe handy, um es wieder hereinzulassen.
browser-link = In diesem Browser Platz nehmen
browser-type-code = Code der Klasse:
browser-wrong-code = Das ist nicht der Code dieser Klasse. Schau noch einmal auf den Bildschirm der Kursleitung.
browser-keys-only = Diese Klasse ist für alle, deren SSH-Schlüssel die Kursleitung kennt: Verbinde dich mit ssh.
browser-cookie = Dieser Browser behält ein Cookie dieses Servers, das dich dorthin zurückbringt, wo du warst.
browser-screen = Die Lektionen. Tasten gehen dorthin; F6 führt zu den Knöpfen und zurück.
browser-bar = Tasten und Größe der Buchstaben
browser-keyboard = Tastatur zeigen
browser-smaller = Kleinere Buchstaben
browser-larger = Größere Buchstaben
browser-hint = Umschalt und Maus markieren Text. Für einen Screenreader erzählt ssh -T die Lektionen Zeile für Zeile.
browser-picture = Bild
browser-lost = Die Verbindung ist unterbrochen. Neuer Versuch … Von dem, was du getan hast, geht nichts verloren.
browser-full = Gerade ist kein Platz für eine weitere Verbindung. Neuer Versuch …
browser-broken = Diese Seite und der Server verstehen einander nicht. Komm zurück oder lade die Seite neu.
browser-come-back = Zurückkommen
browser-somebody-else = Jetzt sitzt jemand anderes hier
phone-title = Dein Handy als Kamera und Stift
phone-awaited = Warte auf dein Handy …
    .label = Handy kann herein
phone-here = Dein Handy ist da.
    .label = Handy ist da
phone-sending-there = Ein Foto kommt von deinem Handy …
    .label = ein Foto kommt
phone-scan = Richte die Kamera deines Handys auf den Code. Handy und Computer müssen im selben Netz sein.
phone-or-type = Oder öffne diese Adresse und tippe dort den Code ein:
phone-code = Code
phone-as-long-as = Handys können herein, bis du diesen Schritt verlässt. Fotos bleiben dort, wo die Lektion läuft, ohne Ort und Zeit.
phone-expired = Eine Weile kam kein Handy; jetzt kann keines mehr herein (m öffnet wieder).
phone-connecting = Verbinde …
phone-lost = Keine Verbindung zum Computer. Neuer Versuch …
phone-no-script = Diese Seite braucht JavaScript.
phone-type-code = Tippe den Code vom anderen Bildschirm ein:
phone-where-code = In der Lektion zeigt m den Code. Codes ändern sich; jeder gilt einmal.
phone-enter = Öffnen
phone-wrong-code = Dieser Code stimmt nicht oder nicht mehr. Sieh noch einmal auf den anderen Bildschirm.
phone-wait = Zu viele falsche Codes. Versuch es in { $n ->
    [one] einer Sekunde
   *[other] { $n } Sekunden
} noch einmal.
phone-gone = Dieser Link öffnet nichts oder nichts mehr. Scanne den Code auf dem anderen Bildschirm oder tippe ihn hier ein.
phone-take-digits = Diese Ziffern abgeben
phone-take = Foto aufnehmen
phone-choose = Bild auswählen
phone-your-photo = dein Foto, die gefundenen Ziffern markiert
phone-what-it-reads = Was das Netz liest
phone-digit = Ziffer
phone-what-is-sent = Nur das Bild wird geschickt, an den Computer, auf dem die Lektion läuft. Ort, Zeit und Kamera werden entfernt, bevor es gespeichert wird.
phone-sending = Das Bild wird geschickt …
phone-too-large = Diese Datei ist zu groß: Ein Bild darf { $most } MB haben.
phone-too-large-page = Diese Datei ist zu groß. Schicke ein Bild, das mit den üblichen Einstellungen eines Handys aufgenommen ist.
phone-too-many-pixels = Dieses Bild hat zu viele Pixel. Wähle in den Einstellungen der Kamera eine kleinere Größe.
phone-too-often = Das war sehr schnell. Warte einen Moment und schicke es dann noch einmal.
phone-no-picture = Diese Datei ist kein Bild. Schicke ein JPEG oder PNG.
phone-heic = Das ist ein HEIC-Bild, das hier nicht gelesen werden kann. Wähle auf dem iPhone Einstellungen, Kamera, Formate, Maximale Kompatibilität und nimm es noch einmal auf.
phone-damaged = Dieses Bild ist beschädigt oder nicht ganz angekommen. Schicke es noch einmal.
phone-not-sent = Das Bild konnte nicht geschickt werden. Versuch es noch einmal.
phone-canvas = Zeichenfläche. Schreib die Ziffer mit einem Finger.
phone-undo = Zurück
phone-clear = Löschen
phone-hand-in = Abgeben
phone-look-there = Weiter geht es am anderen Bildschirm.
phone-all-written = Alles geschrieben: { $n } von { $all } wurden richtig gelesen. Weiter geht es am anderen Bildschirm.
phone-taken = Ein anderes Handy oder eine andere Seite auf diesem ist hereingekommen.
phone-take-over = Dieses Handy nehmen
phone-over = Der Schritt wurde verlassen, darum ist diese Seite geschlossen. Um wieder hereinzukommen, öffne am anderen Bildschirm und scanne den neuen Code.

# Was `mindgap sheet` auf ein Blatt druckt; eine Zeile darf etwa 60 Zeichen breit sein.
sheet-headline = Schreib in jedes Kästchen die graue Ziffer
sheet-how = So, wie du sie immer schreibst, eine je Kästchen, im Rahmen.
sheet-headline-labels = Schreib in jedes Kästchen, was daneben steht
sheet-how-labels = So, wie du es immer schreibst, einmal je Kästchen, im Rahmen.
sheet-photo = Fotografiere dann das Blatt, flach und mit allen vier Ecken.
sheet-writer = Schreiber-Nr. (nicht dein Name):
sheet-name = Blatt { $name }
sheet-foot = mindgap data import FOTO… --name NAME
sheet-foot-long = --classes: alle Labels, in der Reihenfolge, in der das Blatt gedruckt wurde

# Abstimmungen in einem Workshop.
vote-title = Die Klasse stimmt ab
vote-keys = 1-{ $last } oder ↑↓ wählt, Enter stimmt ab; Esc legt es beiseite, Strg-O holt es zurück
vote-keys-number = Ziffern, Enter stimmt ab; Esc legt es beiseite, Strg-O holt es zurück
vote-keys-closed = weiter mit jeder Taste
vote-waits = Abstimmung: Strg-O
vote-own = deine Stimme: { $said } (Strg-O)
vote-word = stimme
vote-line = Tippe stimme und die Nummer einer Antwort, etwa: stimme 2
vote-line-number = Tippe stimme und eine Zahl von 0 bis 100, etwa: stimme 70
vote-line-kept = Deine Stimme ist gesichert: { $said }. Du kannst sie ändern, bis die Abstimmung geschlossen wird.
vote-line-closed = Die Abstimmung ist geschlossen.
desk-vote = Frage / Antwort / Antwort (ohne: 0 bis 100):
desk-vote-questions = ↑↓ eine Frage der Lektion, oder tippe eine
desk-vote-choices = { $n } Antworten
desk-vote-open = Abstimmung: { $n } von { $all } · v schließt
desk-vote-again = Niemand hat abgestimmt. Noch einmal (v) schließt die Abstimmung.
desk-vote-wrong = Das ist keine Frage: eine Zeile Text, oder eine mit 2 bis { $n } Antworten hinter „ / “, je bis 300 Zeichen.
desk-vote-put = Die Klasse stimmt ab. v schließt; V zeigt, wo Handys abstimmen.
export-votes = Abstimmungen
desk-vote-none = Noch wurde über nichts abgestimmt.
desk-key-vote = Abstimmung
desk-key-show-vote = Abstimmung zeigen
vote-name = Dein Name
vote-wait = Noch ist nichts gefragt. Bleib auf dieser Seite.
vote-number = Eine Zahl von 0 bis 100
vote-say = Sagen
vote-kept = Deine Stimme ist gesichert. Du kannst sie ändern, bis die Abstimmung geschlossen wird.
vote-not-kept = Das wurde nicht gesichert. Versuch es noch einmal.
vote-kept-here = Auf diesem Rechner gesichert: Für alle zählt es, sobald die anderen Rechner erreichbar sind.
vote-full = Für weitere Stimmen ist kein Platz.
vote-lost = Die Verbindung ist verloren; sie kommt von selbst wieder.
vote-no-script = Diese Seite braucht JavaScript, das allein vom Rechner dieser Seite kommt.
vote-qr = Ein QR-Code mit der Adresse, unter der Handys abstimmen
vote-come = Stimm mit dem Handy ab:
vote-count = { $n ->
    [one] Eine Stimme.
   *[other] { $n } Stimmen.
}
vote-median = { $n ->
    [one] Eine Stimme
   *[other] { $n } Stimmen
}; der Median ist { $median }.
