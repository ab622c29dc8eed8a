package specimens

import (
	"flag"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"dolab/actor/sim"
)

// The sweep is small in a plain run of the tests. A longer one, and the whole product of its factors:
//
//	go test ./experiments/specimens -run TestSweep$ -seeds 1000
//	go test ./experiments/specimens -run TestProduct$ -product
var (
	seedFlag    = flag.Uint64("seed", 1, "the first seed of the sweep")
	seedsFlag   = flag.Int("seeds", 30, "how many seeds to sweep")
	sizeFlag    = flag.Int("size", 0, "schedules a scenario of the sweep, 0: as drawn")
	muxFlag     = flag.String("mux", Dolab, "the multiplexer that the sweep holds to its promise")
	traceFlag   = flag.String("lines", "", "where the trace of the first seed of the sweep goes")
	productFlag = flag.Bool("product", false, "the whole product, N = 100 and 1000 included")
)

// TestSweep holds the cure to its promise under random scenarios: nothing lost, nothing early, nothing twice but
// for crashes, in order.
func TestSweep(t *testing.T) {
	for i := range *seedsFlag {
		seed := *seedFlag + uint64(i)
		s := draw(seed)
		if *sizeFlag > 0 {
			s.n = *sizeFlag
		}
		if *traceFlag != "" && i == 0 {
			out, err := os.Create(*traceFlag)
			require.NoError(t, err)
			defer func() { require.NoError(t, out.Close()) }()
			s.trace = out
		}
		o, err := s.run(*muxFlag, seed)
		require.NoError(t, err)
		if len(o.faults) == 0 {
			continue
		}
		small, faults := shrink(s, seed, o.faults)
		t.Fatalf("%s: %v:\n%s\n\ngo test ./experiments/specimens -run TestSweep$ -mux %s -seeds 1 -size %d -seed %d",
			*muxFlag, small, strings.Join(faults, "\n"), *muxFlag, small.n, seed)
	}
}

// shrink finds fewer schedules with which the scenario still fails.
func shrink(s scenario, seed uint64, faults []string) (scenario, []string) {
	for _, n := range []int{1, 2, 3, 5, 8, 10, 20, 50, 100} {
		if n >= s.n {
			break
		}
		small := s
		small.n, small.trace = n, nil
		if o, err := small.run(*muxFlag, seed); err == nil && len(o.faults) > 0 {
			return small, o.faults
		}
	}
	return s, faults
}

// TestProduct is every combination once: N × delay × pattern × trouble.
func TestProduct(t *testing.T) {
	counts := sweepN[:2]
	if *productFlag {
		counts = sweepN
	}
	c := sim.Seed(*seedFlag)
	for _, n := range counts {
		for _, delay := range sweepDelay {
			for _, pattern := range sweepPattern {
				for _, trouble := range sweepTrouble {
					profile := []string{"ideal", "workerd", "production"}[c.Choose("profile", 3)]
					s := scenario{
						n: n, delay: delay, pattern: pattern, trouble: []string{trouble}, profile: profile,
						awaits: c.Choose("awaits", 2) == 1,
					}.trim()
					o, err := s.run(*muxFlag, *seedFlag)
					require.NoError(t, err)
					if len(o.faults) > 0 {
						t.Fatalf("%s: %v:\n%s\n\ngo test ./experiments/specimens -run TestProduct$ -mux %s -product=%v -seed %d",
							*muxFlag, s, strings.Join(o.faults, "\n"), *muxFlag, *productFlag, *seedFlag)
					}
				}
			}
		}
	}
}

// TestSweepCatches proves the sweep: each of the broken multiplexers fails in it, and each kind of fault is found.
func TestSweepCatches(t *testing.T) {
	kinds := map[string]int{"lost": 0, "early": 0, "late": 0, "crashes": 0, "ran after their end": 0, "out of order": 0}
	for _, s := range All() {
		if s.Name == Dolab {
			continue
		}
		failing := 0
		const seeds = 40
		for seed := range uint64(seeds) {
			x := draw(seed)
			x.n = min(x.n, 50)
			o, err := x.run(s.Name, seed)
			require.NoError(t, err)
			if len(o.faults) > 0 {
				failing++
			}
			for kind := range kinds {
				if slices.ContainsFunc(o.faults, func(f string) bool { return strings.HasSuffix(f, kind) }) {
					kinds[kind]++
				}
			}
		}
		t.Logf("%s fails in %d of %d", s.Name, failing, seeds)
		require.Greater(t, failing, seeds/2, "%s passes: the sweep could not catch it", s.Name)
	}
	for kind, n := range kinds {
		t.Logf("%s: in %d", kind, n)
		require.NotZero(t, n, "no broken multiplexer is caught by what it does %s", kind)
	}
}

// TestSweepStrikes: the troubles of the sweep happen.
func TestSweepStrikes(t *testing.T) {
	for _, trouble := range []string{"crash in run", "crash at arming", "crash anywhere", "eviction"} {
		total := outcome{}
		for seed := range uint64(10) {
			s := draw(seed)
			s.trouble, s.n, s.delay = []string{trouble}, 20, second
			o, err := s.run(Dolab, seed)
			require.NoError(t, err)
			require.Empty(t, o.faults)
			total.crashes += o.crashes
			total.lives += o.lives
			total.runs += o.runs
		}
		t.Logf("%s: %d crashes, %d incarnations, %d runs", trouble, total.crashes, total.lives, total.runs)
		require.Equal(t, trouble != "eviction", total.crashes >= 10, trouble)
		require.Greater(t, total.lives, 20)
		require.Greater(t, total.runs, 199)
	}
}

// TestSweepRepeats: two runs of a seed are one.
func TestSweepRepeats(t *testing.T) {
	for seed := range uint64(10) {
		a, err := draw(seed).run(Dolab, seed)
		require.NoError(t, err)
		b, err := draw(seed).run(Dolab, seed)
		require.NoError(t, err)
		require.Equal(t, a, b)
	}
}
