mod cases;
mod fixture;
mod properties;
