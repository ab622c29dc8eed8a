package saga

import (
	"testing"
	"time"

	"github.com/cockroachdb/datadriven"
	"github.com/stretchr/testify/require"

	"dolab/durable"
	"dolab/durable/durabletest"
	"dolab/durable/platform"
	"dolab/experiments/search/hunttest"
)

// TestSaga: an order is paid, also when the bank's reply is lost and the order crashes behind it; one that the bank
// refuses gives its item back; one that finds nothing left takes nothing.
func TestSaga(t *testing.T) {
	plan, err := platform.NewPlan("stub.response Bank/* nth=1 error=L1", "object.turn Order/a if=alarm nth=2 crash")
	require.NoError(t, err)
	w := durabletest.New(t, durabletest.Objects(durable.WithFaults(plan)))
	stock := w.Namespace(StockClass()).GetByName("book")
	bank := w.Namespace(BankClass()).GetByName("bank")
	orders := w.Namespace(Class(false))
	place := func(name string, cents int) string {
		_, err := orders.GetByName(name).Call("Place", "book", cents)
		require.NoError(t, err)
		w.Advance(time.Minute)
		p, err := durable.Call[Purchase](orders.GetByName(name), "Purchase")
		require.NoError(t, err)
		return p.State
	}
	require.Equal(t, Paid, place("a", 1999))
	require.Equal(t, Paid, place("a", 1999), "the client asks again")
	require.Equal(t, Cancelled, place("b", 2*limitCents))
	require.Equal(t, Paid, place("c", 1999))
	require.Equal(t, Paid, place("d", 1999))
	require.Equal(t, Cancelled, place("e", 1999), "none left")
	for object, method := range map[*durable.Stub]string{stock: "Held", bank: "Charges"} {
		names, err := durable.Call[[]string](object, method)
		require.NoError(t, err)
		require.Equal(t, []string{"a", "c", "d"}, names, method)
	}
	require.Equal(t, []int{1, 1}, plan.Struck())
}

// TestHunt: nothing goes wrong with orders, whatever happens to them.
func TestHunt(t *testing.T) { hunttest.Hunt(t, Subject(false), hunttest.Seeds(200)) }

// TestCrashSweep: nothing goes wrong wherever an object's machine is lost.
func TestCrashSweep(t *testing.T) { hunttest.CrashSweep(t, Subject(false), 2) }

// TestBroken: the hunt finds the planted bug. The transcript is the smallest way into it.
func TestBroken(t *testing.T) {
	datadriven.RunTest(t, "testdata/broken", func(t *testing.T, d *datadriven.TestData) string {
		return hunttest.Finds(t, Subject(true), d.Input, hunttest.Seeds(200)).String()
	})
}
