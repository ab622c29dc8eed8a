package all

import (
	"flag"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"dolab/experiments/check"
	"dolab/experiments/search"
)

var (
	seedFlag  = flag.Uint64("seed", 1, "the first seed of the hunts")
	seedsFlag = flag.Int("seeds", 200, "how many seeds the hunts try")
)

// wrong is what a hunt finds on the designs of experiments that are not right, at least; nothing is found on the
// others.
var wrong = map[string][]string{
	"read-await-write/await":   {"lost: an increment is gone that was acknowledged"},
	"read-await-write/memory":  {"lost: an increment is gone that was acknowledged"},
	"lost-replies/naive":       {"twice: an order was charged more than once"},
	"lost-replies/memory":      {"twice: an order was charged more than once", "lost: an order is not charged though its client has heard of success"},
	"lost-replies/late":        {"twice: an order was charged more than once"},
	"deploy-checkout/straight": {"twice: stock or money was taken twice", "half: one of stock and money was taken, and not the other"},
	"deploy-checkout/marks":    {"twice: stock or money was taken twice", "half: one of stock and money was taken, and not the other"},
	"deploy-checkout/keyed":    {"half: one of stock and money was taken, and not the other"},
	"reset-storm/naive":        {"lost: a message that was kept did not reach everybody"},
	"reset-storm/backoff":      {"lost: a message that was kept did not reach everybody"},
	"reset-storm/resume":       {"lost: a message that was kept did not reach everybody"},
	"reset-storm/resume-gap":   {"lost: a message that was kept did not reach everybody"},

	"examples/chatroom-broken":    {"author: a message is kept under another name than its sender's"},
	"examples/ratelimiter-broken": {"limit: more was allowed than the plan allows"},
	"examples/jobqueue-broken":    {"lost: a job was neither sent nor given up"},
	"examples/saga-broken":        {"twice: an order was charged more than once"},
}

// TestSubjects hunts on the designs of the experiments, without being told which trouble to make.
func TestSubjects(t *testing.T) {
	for _, s := range Subjects() {
		if !strings.Contains(s.Name, "/") {
			continue // A multiplexer.
		}
		bag, err := search.Hunt(search.Quarry{Scenario: s.Of(""), First: *seedFlag, Seeds: *seedsFlag})
		require.NoError(t, err)
		var found []check.Violation
		for _, g := range bag.Groups {
			t.Logf("%-26s %v, from seed %d on, in %d of %d", s.Name, g.Note, g.First, g.Seeds, bag.Seeds)
			found = append(found, g.Note)
		}
		if len(wrong[s.Name]) == 0 {
			require.Empty(t, found, s.Name)
		}
		require.Subset(t, check.Signatures(found), wrong[s.Name], s.Name)
	}
}

// TestNames: no two subjects have one name.
func TestNames(t *testing.T) {
	names := map[string]bool{}
	for _, s := range Subjects() {
		require.False(t, names[s.Name], s.Name)
		require.NotEmpty(t, s.About, s.Name)
		names[s.Name] = true
	}
}
