// Package durabletest is for tests of Durable Objects: a world in a test, and the helpers that users of
// Cloudflare's Vitest plugin know by name.
//
//	func TestCounter(t *testing.T) {
//		w := durabletest.New(t)
//		ns := w.Namespace(durable.Class{Name: "Counter", New: newCounter})
//		stub := ns.GetByName("a")
//		n, err := durable.Call[int](stub, "Increment", 2)
//		…
//		w.Advance(30 * 24 * time.Hour)
//	}
//
// When the test fails, the end of the world's trace and its seed are printed, and the command that runs the test
// again with that seed. With go test -artifacts the test draws its world too, as a page in its artifacts: see package
// picture.
//
// A call with fewer or more arguments than the method takes fails with a TypeError, where JavaScript goes on with
// undefined: LooseArguments allows it.
package durabletest
