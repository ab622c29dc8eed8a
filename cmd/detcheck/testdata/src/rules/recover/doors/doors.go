// Package doors is empty: the rule has no doors.
package doors
