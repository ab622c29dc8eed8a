// Package accuracy is the experiment alarm-accuracy: how far from its time an alarm fires, by how long before that it
// was set.
//
//	client ── Set(delay) ───► clock ── schedule ──► multiplexer, or the native alarm itself
//	                            │ run: notes the time ◄─────────┘
//	       ── Fired ──────────► │
//
// Between its two calls of a trial the client is silent, and the object has something pending that keeps it from
// hibernating. So alarms up to about a minute find it in memory, and those of five minutes wake it: what the third
// party's measurement shows that the profile production is calibrated by. Before each trial the client waits for a part
// of a second that chance decides, or all trials would begin at the start of a second, where multiplexers that count in
// seconds look their best.
//
// With --worker the objects are those of the Worker of alarms-robustness. They have nothing pending, and hibernate after
// ten seconds.
//
// In real time, with --live or --url, each trial has an object of its own and all are made side by side, so that the
// whole takes as long as its longest delay. The server runs the Worker of alarms-robustness.
//
// The claim is that nothing fires early and that the 99th percentile of lateness stays within what the profile says
// of its alarms. It is made for each multiplexer that runs.
//
// The experiment's factors are the multiplexer, the delays and the number of trials. A new statistic is a field of
// Cell and a column in report.go.
package accuracy
