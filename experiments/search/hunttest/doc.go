// Package hunttest hunts in tests: it looks for what goes wrong with one's own objects, seed by seed, makes it small,
// and says how to see it again.
//
//	var shop = search.Subject{
//		Name:  "shop",
//		Deeds: []search.Deed{{Name: "buy", Do: search.Do((*play).buy), Fields: search.Fields{search.Keys("anna", "ben")}}},
//		Open: func(w *search.World) (search.Play, error) {
//			ns, err := w.Namespace(durable.Class{Name: "Shop", New: newShop})
//			return &play{w: w, ns: ns}, err
//		},
//	}
//
// The method buy of play does an operation for a client, and its Judge holds the end against what is promised.
//
//	func TestShop(t *testing.T) { hunttest.Hunt(t, &shop, hunttest.Seeds(500)) }
//
// Finds is the opposite, for a planted bug: it fails the test unless the hunt finds it. Whole objects with such tests
// are in experiments/examples.
//
// The flags of such a test, beside those of go test:
//
//	-dolab.seed=7          the first seed
//	-dolab.seeds=100000    how many
//	-dolab.for=10m         … or for how long
//	-dolab.scenario=FILE   run a scenario, such as a failing test prints, and nothing else
//	-dolab.step=12         … and show the world behind that step of its trace
//	-artifacts             draw what fails, as a page in the test's artifacts
//
// Deeds, Judge and the objects may use package require with the test: where it fails, that seed is a finding.
//
// What a hunt has found belongs into a file of testdata, which Corpus runs before each hunt: YAML documents one after
// another.
package hunttest
