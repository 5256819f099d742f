-- What a scanner reads from a note's Code 128 is its number (S0 6.7.2).
create index on documents (number);
