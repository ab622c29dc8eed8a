// Package syncmap stands in for the real one.
package syncmap

type Map struct{}
