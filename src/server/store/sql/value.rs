//! What goes into a statement and what comes out of a row: whole numbers and text, the same for both databases.

use super::super::{Result, StoreError};
use rusqlite::types::{ToSqlOutput, ValueRef};
use std::error::Error;
use tokio_postgres::types::{FromSql, ToSql, Type};

/// A value of a statement. A missing one has a type too: PostgreSQL guesses none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Param<'a> {
    /// A number, or a flag as 0 and 1.
    Int(Option<i64>),
    /// Text.
    Text(Option<&'a str>),
}

/// What can be a value of a statement.
pub(super) trait ToParam {
    /// The missing value of this type.
    const NULL: Param<'static>;

    /// Returns it as a value.
    fn param(&self) -> Param<'_>;
}

/// Writes the values of a statement: `?1` is the first.
macro_rules! params {
    ($($value:expr),* $(,)?) => {
        &[$($crate::server::store::sql::value::ToParam::param(&$value)),*]
    };
}
pub(super) use params;

/// Values of a statement whose number is known when it runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Given {
    /// A number.
    Int(i64),
    /// Text.
    Text(String),
}

impl From<i64> for Given {
    fn from(value: i64) -> Self {
        Self::Int(value)
    }
}

impl From<&str> for Given {
    fn from(value: &str) -> Self {
        Self::Text(value.to_owned())
    }
}

impl From<String> for Given {
    fn from(value: String) -> Self {
        Self::Text(value)
    }
}

impl Given {
    /// Writes numbers as one value, for [`numbers_at`](super::connection::Connection::numbers_at).
    pub(super) fn numbers(numbers: &[i64]) -> Self {
        let words: Vec<String> = numbers.iter().map(i64::to_string).collect();
        format!("[{}]", words.join(",")).into()
    }

    /// Borrows a list of them for a statement.
    pub(super) fn params(values: &[Self]) -> Vec<Param<'_>> {
        values
            .iter()
            .map(|value| match value {
                Self::Int(value) => Param::Int(Some(*value)),
                Self::Text(value) => Param::Text(Some(value)),
            })
            .collect()
    }
}

macro_rules! number {
    ($($kind:ty),*) => {$(
        impl ToParam for $kind {
            const NULL: Param<'static> = Param::Int(None);

            fn param(&self) -> Param<'_> {
                Param::Int(Some(i64::from(*self)))
            }
        }
    )*};
}
number!(i64, u32, bool);

impl ToParam for str {
    const NULL: Param<'static> = Param::Text(None);

    fn param(&self) -> Param<'_> {
        Param::Text(Some(self))
    }
}

impl ToParam for String {
    const NULL: Param<'static> = Param::Text(None);

    fn param(&self) -> Param<'_> {
        Param::Text(Some(self))
    }
}

impl<T: ToParam + ?Sized> ToParam for &T {
    const NULL: Param<'static> = T::NULL;

    fn param(&self) -> Param<'_> {
        (**self).param()
    }
}

impl<T: ToParam> ToParam for Option<T> {
    const NULL: Param<'static> = T::NULL;

    fn param(&self) -> Param<'_> {
        self.as_ref().map_or(T::NULL, ToParam::param)
    }
}

impl rusqlite::ToSql for Param<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Int(Some(value)) => ValueRef::Integer(*value),
            Self::Text(Some(value)) => ValueRef::Text(value.as_bytes()),
            Self::Int(None) | Self::Text(None) => ValueRef::Null,
        }))
    }
}

impl Param<'_> {
    /// Returns the type PostgreSQL is told.
    pub(super) fn kind(self) -> Type {
        match self {
            Self::Int(_) => Type::INT8,
            Self::Text(_) => Type::TEXT,
        }
    }

    /// Returns the value as the driver takes it.
    pub(super) fn as_sql(&self) -> &(dyn ToSql + Sync) {
        match self {
            Self::Int(value) => value,
            Self::Text(value) => value,
        }
    }
}

/// A row of an answer.
pub(super) enum Row<'a> {
    /// Of SQLite.
    Sqlite(&'a rusqlite::Row<'a>),
    /// Of PostgreSQL.
    Postgres(&'a tokio_postgres::Row),
}

impl Row<'_> {
    /// Reads a column, counted from 0.
    pub(super) fn get<T: Column>(&self, at: usize) -> Result<T> {
        let cell = match self {
            Self::Sqlite(row) => match row.get_ref(at)? {
                ValueRef::Null => Cell::Null,
                ValueRef::Integer(value) => Cell::Int(value),
                ValueRef::Text(bytes) => Cell::Text(std::str::from_utf8(bytes).map_err(|_| damaged(at))?),
                ValueRef::Real(_) | ValueRef::Blob(_) => return Err(damaged(at)),
            },
            Self::Postgres(row) => row.try_get::<_, Option<Cell<'_>>>(at)?.unwrap_or(Cell::Null),
        };
        T::of(cell).ok_or_else(|| damaged(at))
    }
}

fn damaged(at: usize) -> StoreError {
    StoreError::Corrupt(format!("column {at} of a row holds something else"))
}

/// What stands in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cell<'a> {
    /// Nothing.
    Null,
    /// A number, or a flag as 0 and 1.
    Int(i64),
    /// Text.
    Text(&'a str),
}

impl<'a> FromSql<'a> for Cell<'a> {
    fn from_sql(kind: &Type, raw: &'a [u8]) -> std::result::Result<Self, Box<dyn Error + Sync + Send>> {
        Ok(match *kind {
            Type::INT8 => Self::Int(i64::from_sql(kind, raw)?),
            Type::INT4 => Self::Int(i32::from_sql(kind, raw)?.into()),
            Type::BOOL => Self::Int(bool::from_sql(kind, raw)?.into()),
            _ => Self::Text(<&str>::from_sql(kind, raw)?),
        })
    }

    fn accepts(kind: &Type) -> bool {
        matches!(*kind, Type::INT8 | Type::INT4 | Type::BOOL | Type::TEXT | Type::VARCHAR | Type::NAME)
    }
}

/// What can be read from a column.
pub(super) trait Column: Sized {
    /// Returns `None` when something else stands there.
    fn of(cell: Cell<'_>) -> Option<Self>;
}

impl Column for i64 {
    fn of(cell: Cell<'_>) -> Option<Self> {
        match cell {
            Cell::Int(value) => Some(value),
            _ => None,
        }
    }
}

impl Column for u32 {
    fn of(cell: Cell<'_>) -> Option<Self> {
        i64::of(cell)?.try_into().ok()
    }
}

impl Column for bool {
    fn of(cell: Cell<'_>) -> Option<Self> {
        Some(i64::of(cell)? != 0)
    }
}

impl Column for String {
    fn of(cell: Cell<'_>) -> Option<Self> {
        match cell {
            Cell::Text(value) => Some(value.to_owned()),
            _ => None,
        }
    }
}

impl<T: Column> Column for Option<T> {
    fn of(cell: Cell<'_>) -> Option<Self> {
        match cell {
            Cell::Null => Some(None),
            cell => T::of(cell).map(Some),
        }
    }
}

/// Hands a value to the PostgreSQL driver.
pub(super) fn as_sql<'p>(params: &'p [Param<'_>]) -> Vec<&'p (dyn ToSql + Sync)> {
    params.iter().map(Param::as_sql).collect()
}
