package hunttest_test

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"dolab/durable"
	"dolab/experiments/search"
	"dolab/experiments/search/hunttest"
)

// shop sells what it has, to whoever asks first.
type shop struct {
	st     *durable.State
	unsafe bool
}

// Buy sells one for an order, which may ask again, and reports what is left.
func (s *shop) Buy(order string) (left int, err error) {
	if s.unsafe {
		return s.sell(order)
	}
	err = s.st.Storage.TransactionSync(func() error {
		left, err = s.sell(order)
		return err
	})
	return left, err
}

func (s *shop) sell(order string) (int, error) {
	kv := s.st.Storage.KV()
	sold, err := durable.Get[int](kv, "sold")
	if err != nil && !errors.Is(err, durable.ErrNoKey) {
		return 0, err
	}
	known, err := kv.Has("order:" + order)
	if err != nil || known {
		return stock - sold, err
	}
	if sold == stock {
		return 0, errors.New("sold out")
	}
	if err := kv.Put("sold", sold+1); err != nil {
		return 0, err
	}
	return stock - sold - 1, kv.Put("order:"+order, true)
}

// Sold counts what is sold, and for how many orders.
func (s *shop) Sold() ([]int, error) {
	sold, err := durable.Get[int](s.st.Storage.KV(), "sold")
	if errors.Is(err, durable.ErrNoKey) {
		err = nil
	}
	orders := 0
	for _, failed := range s.st.Storage.KV().List(durable.ListOptions{Prefix: "order:"}) {
		err = errors.Join(err, failed)
		orders++
	}
	return []int{sold, orders}, err
}

const stock = 5

// tries is how often a client tries.
var tries = search.Field[int]{Name: "n", Draw: []int{1, 2, 3}}

// play is the shop in one world.
type play struct {
	w  *search.World
	ns *durable.Namespace
}

func (p *play) buy(c *search.Client, o search.Operation) error {
	order := fmt.Sprint(o.Key, o.Place())
	for range tries.Of(o) {
		err := c.Await(func() error {
			_, err := p.ns.GetByName("a").Call("Buy", order)
			return err
		})
		if err == nil || strings.Contains(err.Error(), "sold out") {
			return nil
		}
	}
	return nil
}

func (p *play) Judge() {
	n, err := durable.Call[[]int](p.ns.GetByName("a"), "Sold")
	if err != nil || n[0] != n[1] || n[0] > stock {
		p.w.Violate("books", "what is sold is not what was ordered", fmt.Sprint(n, err))
	}
}

// buyer is a play, or a strict one.
type buyer interface {
	buy(*search.Client, search.Operation) error
}

func subject(unsafe bool) *search.Subject {
	return &search.Subject{
		Name: "shop",
		Deeds: []search.Deed{{
			Name: "buy", Do: search.Do(buyer.buy), Fields: search.Fields{search.Keys("anna-", "ben-"), tries},
		}},
		Open: func(w *search.World) (search.Play, error) {
			ns, err := w.Namespace(durable.Class{Name: "Shop", New: func(st *durable.State) (durable.Object, error) {
				return &shop{st, unsafe}, nil
			}})
			return &play{w, ns}, err
		},
	}
}

// TestShop is a hunt as its users write it.
func TestShop(t *testing.T) {
	hunttest.Hunt(t, subject(false), hunttest.Seeds(300), hunttest.Corpus("testdata/shop.yaml"))
	hunttest.CrashSweep(t, subject(false), 10)
}

// TestUnsafe fails, for TestFindings.
func TestUnsafe(t *testing.T) {
	switch os.Getenv("HUNT_UNSAFE") {
	case "":
		t.Skip("it is to fail")
	case "seeds":
		hunttest.Hunt(t, subject(false), hunttest.Seeds(0))
		return
	case "faults":
		hunttest.Hunt(t, subject(false), hunttest.Faults("no such fault"), hunttest.Faults("commit.durable nth=1 crash"))
		return
	case "finds":
		hunttest.Finds(t, subject(false), wrong, hunttest.Seeds(20))
		return
	case "nil":
		hunttest.Hunt(t, nil, hunttest.Corpus("testdata/shop.yaml"))
		return
	case "corpus":
		hunttest.Hunt(t, subject(false), hunttest.Corpus("missing.yaml"), hunttest.Corpus("testdata/shop.yaml"))
		return
	}
	hunttest.Hunt(t, subject(true), hunttest.Seeds(300))
}

// wrong is what goes wrong with an unsafe shop.
const wrong = "books: what is sold is not what was ordered"

// TestFinds: a planted bug is found and made small, in the same words each time.
func TestFinds(t *testing.T) {
	found := hunttest.Finds(t, subject(true), wrong, hunttest.Seeds(300))
	require.Equal(t, wrong, found.Scenario.Fails)
	require.Len(t, found.Scenario.Operations, 1)
	require.Regexp(t, `^seed \d+, shrunk in \d+ runs: `+wrong+` \(.+\)\nsubject: shop\n`, found.String())
	require.Equal(t, found.String(), hunttest.Finds(t, subject(true), wrong, hunttest.Seeds(300)).String())
}

// TestFindings: a hunt that finds something prints a scenario and a command, and both show it again.
func TestFindings(t *testing.T) {
	run := func(fails bool, args ...string) string {
		c := exec.Command(os.Args[0], append([]string{"-test.run", "^TestUnsafe$"}, args...)...)
		c.Env = append(os.Environ(), "HUNT_UNSAFE=1")
		out, err := c.CombinedOutput()
		require.Equal(t, fails, err != nil, string(out))
		return strings.ReplaceAll(string(out), "\n        ", "\n") // As it was before it was logged.
	}
	out := run(true)
	require.Contains(t, out, wrong)
	_, rest, _ := strings.Cut(out, "go test -run '^TestUnsafe$' ")
	line, _, _ := strings.Cut(rest, "\n")
	flags := strings.Fields(line)
	require.Len(t, flags, 2, out)
	require.Contains(t, run(true, flags...), wrong)

	_, text, _ := strings.Cut(out, "to keep in a file:\n\n")
	text, _, _ = strings.Cut(text, "go test")
	file := filepath.Join(t.TempDir(), "small.yaml")
	require.NoError(t, os.WriteFile(file, []byte(text), 0o644))
	require.Contains(t, run(true, "-dolab.scenario="+file), wrong)
	page := run(false, "-test.v", "-dolab.scenario="+file, "-dolab.step=3")
	require.Contains(t, page, "object  Shop/a, in memory")
}

// TestOptionsAddUp: no option takes another back, and a hunt of nothing fails.
func TestOptionsAddUp(t *testing.T) {
	for how, want := range map[string]string{
		"seeds":  "a hunt of 0 seeds, -dolab.seeds=0 -dolab.for=0s: want at least one",
		"faults": "no such fault",
		"corpus": "missing.yaml: no such file",
		"nil":    "hunttest: a subject cannot be run: it is nil",
		"finds":  `"books: what is sold is not what was ordered" goes wrong with none of 20 seeds from 1 on`,
	} {
		c := exec.Command(os.Args[0], "-test.run", "^TestUnsafe$")
		c.Env = append(os.Environ(), "HUNT_UNSAFE="+how)
		out, err := c.CombinedOutput()
		require.Error(t, err, how)
		require.Contains(t, string(out), want)
		require.NotContains(t, string(out), "panic:", how)
	}
}
