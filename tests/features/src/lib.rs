//! Nothing: whoever depends on this builds other people's crates with the features that the program has, so
//! that the simulator and what else needs an engine of its own are linked with what is compiled already.
//! Without it each set of packages compiles iroh anew.
