mod cases;
mod fixture;
mod hostile;
mod kills;
mod machines;
mod saves;
