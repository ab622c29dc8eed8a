// Package engine runs JavaScript in memory that can be copied.
package engine
