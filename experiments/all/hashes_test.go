package all

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/cespare/xxhash/v2"
	"github.com/stretchr/testify/require"

	"dolab/durable/platform"
	"dolab/experiments"
	"dolab/experiments/search"
	"dolab/experiments/search/schedules"
	"dolab/experiments/specimens"
)

var (
	wholeHashes   = flag.Bool("hashes", false, "hold every line of testdata/hashes, not a sample")
	onlyHashes    = flag.String("hashes.only", "", "with -hashes, hold the lines that begin so: all of them take an hour")
	rewriteHashes = flag.Bool("rewrite-hashes", false, "write testdata/hashes anew")
)

// The runs whose hashes are kept.
const (
	hashSeeds  = 20  // of each experiment under each profile
	huntSeeds  = 500 // of each multiplexer, their profiles drawn
	huntChunk  = 50  // hunted seeds a line
	hashesFile = "testdata/hashes"
)

// hashed is a run, or a chunk of hunted worlds, that has a line in testdata/hashes.
type hashed struct {
	name   string
	sample bool // it is fast, and held in each test run
	hash   func() (string, error)
}

// TestHashes holds the traces of experiments and hunts to testdata/hashes: a change of the code that is meant to change
// nothing a world does changes none. Where a world is meant to change, -rewrite-hashes writes the file anew, and the
// commit says why. Without -hashes a sample is held.
func TestHashes(t *testing.T) {
	kept := readHashes(t)
	var held []hashed
	for _, h := range allHashed() {
		if *rewriteHashes || *wholeHashes && strings.HasPrefix(h.name, *onlyHashes) || !*wholeHashes && h.sample {
			held = append(held, h)
		}
	}
	got := make([]string, len(held))
	var workers sync.WaitGroup
	next := make(chan int)
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			for n := range next {
				hash, err := held[n].hash()
				if err != nil {
					hash = "error: " + err.Error()
				}
				got[n] = hash
			}
		})
	}
	for n := range held {
		next <- n
	}
	close(next)
	workers.Wait()
	if *rewriteHashes {
		writeHashes(t, held, got)
		return
	}
	for n, h := range held {
		require.NotEmpty(t, kept[h.name], "%s has no line in %s: run with -rewrite-hashes", h.name, hashesFile)
		if kept[h.name] != got[n] {
			t.Errorf("%s: the hash was %s, is %s", h.name, kept[h.name], got[n])
		}
	}
	if *wholeHashes && *onlyHashes == "" {
		require.Len(t, kept, len(held), "%s has lines of runs that there are no more", hashesFile)
	}
}

// allHashed lists what is hashed, in the order of the file.
func allHashed() (list []hashed) {
	for _, e := range Experiments() {
		for _, p := range platform.Profiles() {
			for seed := uint64(1); seed <= hashSeeds; seed++ {
				list = append(list, hashed{
					name:   fmt.Sprintf("%s %s %d", e.Name, p.Name, seed),
					sample: seed == 1 && e.Name != "alarm-loop-cost" && e.Name != "alarms-crash-sweep",
					hash:   func() (string, error) { return hashRun(e, p.Name, seed) },
				})
			}
		}
	}
	for _, mux := range specimens.All() {
		subject := schedules.Multiplexer(mux)
		for first := uint64(1); first < huntSeeds; first += huntChunk {
			list = append(list, hashed{
				name:   fmt.Sprintf("hunt %s %d-%d", subject.Name, first, first+huntChunk-1),
				sample: first == 1,
				hash:   func() (string, error) { return hashHunt(subject, first) },
			})
		}
	}
	return list
}

// hashRun is the hash of a report. Of what takes minutes with its own settings a part is run.
func hashRun(e experiments.Experiment, profile string, seed uint64) (string, error) {
	s := experiments.Settings{Profile: profile, Seed: seed}
	if slices.Contains(e.Factors, "span") {
		s.Span = time.Hour
	}
	r, err := experiments.Start(e, s, nil, nil)
	if err != nil {
		return "", err
	}
	return r.Hash, nil
}

// hashHunt is the hash of the hashes of a chunk of hunted worlds.
func hashHunt(subject *search.Subject, first uint64) (string, error) {
	sum := xxhash.New()
	for seed := first; seed < first+huntChunk; seed++ {
		o, err := subject.Scenario("", nil, seed).Run(search.Options{})
		if err != nil {
			return "", fmt.Errorf("seed %d: %w", seed, err)
		}
		_, _ = sum.WriteString(o.Hash)
	}
	return fmt.Sprintf("%016x", sum.Sum64()), nil
}

// readHashes reads the lines of the file: a name of several words, and a hash.
func readHashes(t *testing.T) map[string]string {
	text, err := os.ReadFile(hashesFile)
	if errors.Is(err, fs.ErrNotExist) && *rewriteHashes {
		return nil
	}
	require.NoError(t, err)
	kept := map[string]string{}
	for line := range strings.Lines(string(text)) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			at := strings.LastIndexByte(line, ' ')
			require.Positive(t, at, line)
			kept[line[:at]] = line[at+1:]
		}
	}
	return kept
}

func writeHashes(t *testing.T, held []hashed, got []string) {
	var text bytes.Buffer
	fmt.Fprintln(&text, "# The hashes of traces: EXPERIMENT PROFILE SEED HASH, and of chunks of hunted worlds.")
	fmt.Fprintln(&text, "# TestHashes holds them; a commit that rewrites this file says why worlds have changed.")
	for n, h := range held {
		fmt.Fprintln(&text, h.name, got[n])
	}
	require.NoError(t, os.WriteFile(hashesFile, text.Bytes(), 0o644))
}
