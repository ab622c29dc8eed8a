package loopcost

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/experiments"
)

func start(t *testing.T, s experiments.Settings) (*experiments.Report, []Cell) {
	t.Helper()
	s.Seed = 1
	r, err := experiments.Start(Experiment(), s, nil, nil)
	require.NoError(t, err)
	var cells []Cell
	for _, c := range r.Cells {
		cells = append(cells, c.(Cell))
	}
	return r, cells
}

// TestPlan: by default the slowest cells are left out, with a factor given none is.
func TestPlan(t *testing.T) {
	plots, err := plan(experiments.Settings{})
	require.NoError(t, err)
	require.Len(t, plots, 7)
	require.Equal(t, "row every 1s", plots[0].String())
	plots, err = plan(experiments.Settings{Design: []string{bare, awake}})
	require.NoError(t, err)
	require.Len(t, plots, 6)
	_, err = plan(experiments.Settings{Design: []string{"none"}})
	var unknown *experiments.ErrUnknown
	require.ErrorAs(t, err, &unknown)
	require.Equal(t, []string{bare, row, awake}, unknown.Known)
}

// TestMonth: an hourly loop for 30 days, each run billed as one request and one row, no loop to the detector.
func TestMonth(t *testing.T) {
	r, cells := start(t, experiments.Settings{Delay: []time.Duration{time.Hour}})
	require.Empty(t, r.Failures)
	require.Empty(t, r.Notes)
	for _, c := range cells {
		require.EqualValues(t, 719, c.Alarms, "the last of 720 is a moment late")
		rows := c.Alarms + 1
		if c.Design == row {
			rows += c.Alarms
		}
		require.Equal(t, rows, c.RowsWritten, c.Design)
		require.EqualValues(t, 720, c.Requests)
		require.InDelta(t, c.Dollars, c.Month, c.Month/1000)
		require.InDelta(t, 5, c.Plan, 1e-9, "within the allowances")
	}
	require.Less(t, cells[1].Month, 0.02)
	require.Greater(t, cells[2].Month, 0.05)
	require.Equal(t, "TRUE", r.Verdicts[1].Answer, r.Verdicts[1].Evidence)
}

// TestNamed: a loop by the second is named for its pace within an hour, one by the minute for its length in a month.
func TestNamed(t *testing.T) {
	r, cells := start(t, experiments.Settings{Delay: []time.Duration{time.Second}, Design: []string{bare}, Span: time.Hour})
	require.Empty(t, r.Failures)
	require.Equal(t, "Loop/a re-arms every 1s", cells[0].Loop)
	require.Greater(t, cells[0].Month, 2.5)
	require.Less(t, cells[0].Dollars, 0.01)

	_, cells = start(t, experiments.Settings{Delay: []time.Duration{time.Minute}, Design: []string{bare}})
	require.Contains(t, cells[0].Loop, "times without any other event")
	require.Less(t, cells[0].Month, 0.5)
}

// TestContradicted: a loop that keeps its object in memory can cost more than a dollar without being one to the
// detector.
func TestContradicted(t *testing.T) {
	r, _ := start(t, experiments.Settings{Delay: []time.Duration{5 * time.Minute}, Design: []string{bare, awake}})
	require.Len(t, r.Failures, 1)
	require.Contains(t, r.Failures[0], "awake every 5m0s: $1.")
	require.Contains(t, r.Failures[0], "the detector does not name it")
}
