package check

import "fmt"

// Spent is what an object has used up for its schedules, without what its own code has.
type Spent struct {
	Schedules int   // that were made, and ran once
	Earliest  int   // of those, how many were due before all others that were there: the alarm had to be set
	Alarms    int64 // runs of the alarm handler
	Starts    int64 // incarnations
	Rows      int64 // written, without those of alarms
	AlarmsSet int64
}

// Budget is what schedules may cost.
type Budget struct {
	RowsEach  int64 // a schedule: its making and its end
	RowsWake  int64 // a run of the alarm handler
	RowsStart int64 // an incarnation
	SetsWake  int64 // alarms set in a run of the alarm handler
	SetsStart int64 // alarms set by an incarnation beside those for schedules
}

// Cost holds what an object has used up against a budget: the rows that it wrote, how often it set its alarm, and that
// each alarm was for something.
func Cost(s Spent, b Budget) []Violation {
	var found []Violation
	check := func(detail string, n, most int64) {
		if n > most {
			found = append(found, Violation{"cost", detail, fmt.Sprintf("%d of %d for %d schedules", n, most, s.Schedules)})
		}
	}
	schedules, earliest := int64(s.Schedules), int64(s.Earliest)
	check("more rows were written than schedules need",
		s.Rows, b.RowsEach*schedules+b.RowsWake*s.Alarms+b.RowsStart*s.Starts)
	check("the alarm was set more often than it had to change",
		s.AlarmsSet, earliest+b.SetsWake*s.Alarms+b.SetsStart*s.Starts)
	check("there were more alarms than schedules", s.Alarms, schedules)
	return found
}
