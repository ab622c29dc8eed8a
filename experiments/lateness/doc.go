// Package lateness is the experiment alarm-lateness: how late the native alarm is on each profile of the platform.
//
// It runs the experiment alarm-accuracy (package accuracy) once for each profile, on the native alarm alone, and puts
// the results side by side: each is held against the bound that its profile gives.
package lateness
