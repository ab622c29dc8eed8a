// Package tests is checked with its tests.
package tests
